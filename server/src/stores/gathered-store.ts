import type { Knex } from 'knex';
import type { EventType } from '../../../contracts/domain';
import { TABLES } from '../constants';
import type { CoalescedEvent } from '../domain/body';
import type { Database } from './database';
import { insertRows } from './insert-rows';

export interface NewGathered {
  webhookId: string;
  eventId: string;
  at: number;
}

/** What waits to be told to one webhook. Times are milliseconds since the epoch. */
export interface Gathering {
  webhookId: string;
  firstAt: number;
  lastAt: number;
}

interface GatheringRow {
  webhook_id: string;
  first_at: number | string;
  last_at: number | string;
}

interface CoalescedRow {
  event_id: string;
  type: EventType;
  uid: string;
  document_id: string | null;
  changes: string | null;
}

/** Rows of one statement. */
const BATCH = 500;

/**
 * Events that wait to be told together: an outbox of each webhook that coalesces. A row keeps the
 * delivery it became part of.
 */
export function createGatheredStore(db: Database) {
  const gathered = (trx?: Knex.Transaction) => db.table(TABLES.gathered, trx);

  return {
    async append(entries: readonly NewGathered[], trx: Knex.Transaction): Promise<void> {
      const rows = entries.map(({ webhookId, eventId, at }) => ({
        webhook_id: webhookId,
        event_id: eventId,
        at,
      }));
      await insertRows(db, TABLES.gathered, rows, trx);
    },

    async waiting(): Promise<Gathering[]> {
      const rows: GatheringRow[] = await gathered()
        .select('webhook_id')
        .min('at as first_at')
        .max('at as last_at')
        .whereNull('delivery_id')
        .groupBy('webhook_id');
      return rows.map((row) => ({
        webhookId: row.webhook_id,
        firstAt: Number(row.first_at),
        lastAt: Number(row.last_at),
      }));
    },

    /**
     * Makes the oldest events that wait for a webhook part of a delivery.
     * @returns them, the first first; none where another instance was faster.
     */
    async take(
      webhookId: string,
      deliveryId: string,
      limit: number,
      trx: Knex.Transaction
    ): Promise<CoalescedEvent[]> {
      const waiting = () => gathered(trx).where({ webhook_id: webhookId }).whereNull('delivery_id');
      const ids: { id: number }[] = await waiting().select('id').orderBy('id').limit(limit);
      const last = ids.at(-1)?.id;
      if (last === undefined) return [];
      await waiting().where('id', '<=', last).update({ delivery_id: deliveryId });
      const rows: CoalescedRow[] = await gathered(trx)
        .join(TABLES.events, `${TABLES.events}.event_id`, `${TABLES.gathered}.event_id`)
        .where('delivery_id', deliveryId)
        .orderBy(`${TABLES.gathered}.id`)
        .select(['event_id', 'type', 'uid', 'document_id', 'changes'].map(ofEvent));
      return rows.map((row) => ({
        id: row.event_id,
        type: row.type,
        uid: row.uid,
        documentId: row.document_id,
        changes: row.changes === null ? null : (JSON.parse(row.changes) as string[]),
      }));
    },

    /** Forgets what waits for a webhook. Joins the caller's transaction. */
    async drop(webhookId: string): Promise<void> {
      // By their keys: on MySQL, deleting by a condition would keep the relay from adding any. Apart from what is
      // written: on SQLite a transaction that reads first may be refused its write.
      const rows: { id: number }[] = await db.join((trx) =>
        gathered(trx).select('id').where({ webhook_id: webhookId }).whereNull('delivery_id')
      );
      for (let start = 0; start < rows.length; start += BATCH) {
        const ids = rows.slice(start, start + BATCH).map((row) => row.id);
        await db.join((trx) => gathered(trx).whereIn('id', ids).whereNull('delivery_id').delete());
      }
    },
  };
}

export type GatheredStore = ReturnType<typeof createGatheredStore>;

function ofEvent(column: string): string {
  return `${TABLES.events}.${column}`;
}

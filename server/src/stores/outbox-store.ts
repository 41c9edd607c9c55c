import type { Knex } from 'knex';
import type { DomainEvent } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { keptEvent, snapshotText, type EventFields } from '../domain/kept-event';
import { timeOfId } from '../lib/ids';
import type { Database } from './database';
import { insertRows } from './insert-rows';

/** An event that committed and was not fanned out yet. */
export interface OutboxEntry {
  /** The order in which events were written; not the order in which they commit. */
  id: number;
  event: DomainEvent;
  traceparent: string | null;
}

export interface OutboxBatch {
  entries: OutboxEntry[];
  /** Whether there was more in the outbox than was taken. */
  hasMore: boolean;
}

interface OutboxRow {
  id: number;
  event: string;
  snapshot: string | null;
  traceparent: string | null;
}

/** The outbox: what committed, until the relay takes it. It is small, however many events there were. */
export function createOutboxStore(db: Database) {
  return {
    /** Appends events in the transaction of the change they tell of. */
    async append(
      events: readonly DomainEvent[],
      trx: Knex.Transaction,
      traceparent: string | null = null
    ): Promise<void> {
      const rows = events.map((content) => {
        const snapshot = snapshotText(content);
        // Undefined is not written.
        const event = JSON.stringify({ ...content, snapshot: undefined });
        const size = event.length + (snapshot?.length ?? 0);
        return { event_id: content.id, event, snapshot, size, traceparent };
      });
      await insertRows(db, TABLES.outbox, rows, trx);
    },

    /**
     * Takes back events of the same transaction. They are found first: deleting by a column without an
     * index would, on MySQL, lock every row of the outbox and wait for all who write there.
     */
    async remove(events: readonly DomainEvent[], trx: Knex.Transaction): Promise<void> {
      const rows: { id: number }[] = await db
        .table(TABLES.outbox, trx)
        .select('id')
        .whereIn(
          'event_id',
          events.map((event) => event.id)
        );
      const ids = rows.map((row) => row.id);
      await db.table(TABLES.outbox, trx).whereIn('id', ids).delete();
    },

    /**
     * The oldest events, as many as come to so much text and at least one, some left out. Never `id > last`:
     * a lower id can become visible later than a higher one, by the order of commits.
     */
    async oldest(
      { events: most, text }: { events: number; text: number },
      except: readonly number[]
    ): Promise<OutboxBatch> {
      const found: { id: number; size: number }[] = await db
        .table(TABLES.outbox)
        .select('id', 'size')
        .whereNotIn('id', [...except])
        .orderBy('id')
        .limit(most);
      let sum = 0;
      const fitting = found.filter(({ size }, index) => (sum += size) <= text || index === 0);
      const ids = fitting.map(({ id }) => id);
      const rows: OutboxRow[] =
        ids.length === 0
          ? []
          : await db
              .table(TABLES.outbox)
              .select('id', 'event', 'snapshot', 'traceparent')
              .whereIn('id', ids)
              .orderBy('id');
      return {
        entries: rows.map(({ id, event, snapshot, traceparent }) => ({
          id,
          event: keptEvent(JSON.parse(event) as EventFields, snapshot),
          traceparent,
        })),
        hasMore: fitting.length < found.length || found.length === most,
      };
    },

    /** How much waits, as far as it is counted, and since when; null: nothing does. Joins the caller's transaction. */
    waiting: (most: number): Promise<{ count: number; oldestAt: number | null }> =>
      db.join(async (trx) => {
        const outbox = () => db.table(TABLES.outbox, trx);
        const first: { event_id: string } | undefined = await outbox()
          .select('event_id')
          .orderBy('id')
          .first();
        if (first === undefined) return { count: 0, oldestAt: null };
        const rows: { count: number | string }[] = await db
          .query(trx)
          .from(outbox().select('id').limit(most).as('waiting'))
          .count('* as count');
        return { count: Number(rows[0]?.count ?? 0), oldestAt: timeOfId(first.event_id) };
      }),

    /** @returns how many of the entries were still there. */
    async take(entries: readonly OutboxEntry[], trx: Knex.Transaction): Promise<number> {
      const ids = entries.map((entry) => entry.id);
      return db.table(TABLES.outbox, trx).whereIn('id', ids).delete();
    },
  };
}

export type OutboxStore = ReturnType<typeof createOutboxStore>;

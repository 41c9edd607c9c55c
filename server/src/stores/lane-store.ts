import type { Knex } from 'knex';
import { TABLES } from '../constants';
import { toMs, type Database } from './database';

/** Where a lane stands, over all instances. Times are milliseconds since the epoch. */
export interface Lane {
  webhookId: string;
  /** When the first of its pending deliveries is due; null: there is none. */
  dueAt: number | null;
  /** Its slots in use. */
  sending: number;
  /** When its rate limit allows the next request. */
  nextAt: number | null;
  throttledUntil: number | null;
}

/** What fills a slot of a lane: a delivery, or all deliveries under one token. */
export type SlotKind = 'delivery' | 'token';

interface LaneRow {
  webhook_id: string;
  next_at: string | number | null;
  throttled_until: string | number | null;
  due_at: string | number | null;
  sending: string | number;
}

/**
 * Lanes: one row per webhook. Whoever takes deliveries of a webhook, on whichever instance, holds
 * its row until they are taken, so that limits hold over all instances.
 */
export function createLaneStore(db: Database) {
  const lanes = (trx?: Knex.Transaction) => db.table(TABLES.lanes, trx);
  const deliveries = (trx?: Knex.Transaction) => db.table(TABLES.deliveries, trx);

  const survey = async (
    narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
    slot: SlotKind,
    trx?: Knex.Transaction
  ): Promise<Lane[]> => {
    const ofLane = (status: string) =>
      deliveries()
        .where('status', status)
        .whereRaw('?? = ??', ['webhook_id', `${TABLES.lanes}.webhook_id`]);
    const sending = ofLane('sending');
    const rows: LaneRow[] = await narrow(
      lanes(trx).select(
        'webhook_id',
        'next_at',
        'throttled_until',
        ofLane('pending').select('due_at').orderBy('due_at').limit(1).as('due_at'),
        (slot === 'token' ? sending.countDistinct('lease_token') : sending.count('*')).as('sending')
      )
    );
    return rows.map((row) => ({
      webhookId: row.webhook_id,
      dueAt: toMs(row.due_at),
      sending: Number(row.sending),
      nextAt: toMs(row.next_at),
      throttledUntil: toMs(row.throttled_until),
    }));
  };

  return {
    /** Makes the rows of webhooks that have none. */
    async add(webhookIds: readonly string[]): Promise<void> {
      await lanes()
        .insert(webhookIds.map((id) => ({ webhook_id: id })))
        .onConflict('webhook_id')
        .ignore();
    },

    /** All lanes but those of some webhooks, as they are now. */
    survey: (except: readonly string[], slot: SlotKind): Promise<Lane[]> =>
      survey((query) => query.whereNotIn('webhook_id', [...except]), slot),

    /**
     * Holds lanes until the transaction ends; those that another instance holds are left out.
     * @returns where they stand.
     */
    async hold(
      webhookIds: readonly string[],
      slot: SlotKind,
      trx: Knex.Transaction
    ): Promise<Lane[]> {
      let held: readonly string[] = webhookIds;
      if (db.dialect === 'sqlite') {
        // Locks the file: SQLite refuses at once to turn a read into a write while another process writes.
        await lanes(trx)
          .whereIn('webhook_id', [...held])
          .update({ webhook_id: trx.ref('webhook_id') });
      } else {
        const rows: { webhook_id: string }[] = await lanes(trx)
          .select('webhook_id')
          .whereIn('webhook_id', [...held])
          .forUpdate()
          .skipLocked();
        held = rows.map((row) => row.webhook_id);
      }
      return held.length === 0
        ? []
        : survey((query) => query.whereIn('webhook_id', held), slot, trx);
    },

    /** Those of some webhooks whose receivers asked to be left alone until later. */
    async throttled(webhookIds: readonly string[], now: number): Promise<string[]> {
      const rows: { webhook_id: string }[] = await lanes()
        .select('webhook_id')
        .whereIn('webhook_id', [...webhookIds])
        .where('throttled_until', '>', now);
      return rows.map((row) => row.webhook_id);
    },

    async setNextAt(webhookId: string, nextAt: number, trx: Knex.Transaction): Promise<void> {
      await lanes(trx).where('webhook_id', webhookId).update({ next_at: nextAt });
    },

    async throttle(webhookId: string, until: number, trx: Knex.Transaction): Promise<void> {
      await lanes(trx)
        .where('webhook_id', webhookId)
        .where((query) => {
          void query.whereNull('throttled_until').orWhere('throttled_until', '<', until);
        })
        .update({ throttled_until: until });
    },

    /** Nothing keeps a webhook back any more: it was changed or enabled. */
    async reset(webhookId: string): Promise<void> {
      await db.join((trx) =>
        lanes(trx)
          .where('webhook_id', webhookId)
          .update({ throttled_until: null, failing_since: null, next_at: null })
      );
    },

    async succeeded(webhookIds: readonly string[], trx: Knex.Transaction): Promise<void> {
      await lanes(trx)
        .whereIn('webhook_id', [...webhookIds])
        .whereNotNull('failing_since')
        .update({ failing_since: null });
    },

    async failed(webhookIds: readonly string[], at: number, trx: Knex.Transaction): Promise<void> {
      await lanes(trx)
        .whereIn('webhook_id', [...webhookIds])
        .whereNull('failing_since')
        .update({ failing_since: at });
    },

    /** Those of some webhooks that did nothing but fail since some time. */
    async failingSince(time: number, webhookIds: readonly string[]): Promise<string[]> {
      const rows: { webhook_id: string }[] = await lanes()
        .select('webhook_id')
        .whereIn('webhook_id', [...webhookIds])
        .where('failing_since', '<=', time);
      return rows.map((row) => row.webhook_id);
    },
  };
}

export type LaneStore = ReturnType<typeof createLaneStore>;

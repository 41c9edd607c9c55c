import type { Knex } from 'knex';
import type { DeliveryStatus } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { lowestIdAt } from '../lib/ids';
import { hasStatus, type Database } from './database';

/** Removes what has been kept for long enough, a batch at a time; each call is safe to be made twice. */
export function createRetentionStore(db: Database) {
  return {
    /** Webhooks there is a lane of, also those that are no more. */
    async webhookIds(): Promise<string[]> {
      const rows: { webhook_id: string }[] = await db.table(TABLES.lanes).select('webhook_id');
      return rows.map((row) => row.webhook_id);
    },

    /**
     * Deliveries that ended before a time, the longest ended first, with their attempts.
     * @returns how many there were.
     */
    async pruneDeliveries(
      webhookId: string,
      status: DeliveryStatus,
      before: number,
      limit: number
    ): Promise<number> {
      const rows: { delivery_id: string }[] = await db
        .table(TABLES.deliveries)
        .select('delivery_id')
        .where({ status, webhook_id: webhookId })
        .where('due_at', '<', before)
        .orderBy('due_at')
        .limit(limit);
      const ids = rows.map((row) => row.delivery_id);
      if (ids.length === 0) return 0;
      await db.transaction(async (trx) => {
        // One that is being redelivered by now stays, and so do its attempts.
        const gone = db
          .table(TABLES.deliveries, trx)
          .whereIn('delivery_id', ids)
          .where(hasStatus(status));
        await gone.delete();
        const left: { delivery_id: string }[] = await db
          .table(TABLES.deliveries, trx)
          .select('delivery_id')
          .whereIn('delivery_id', ids);
        const kept = left.map((row) => row.delivery_id);
        await db
          .table(TABLES.attempts, trx)
          .whereIn(
            'delivery_id',
            ids.filter((id) => !kept.includes(id))
          )
          .delete();
      });
      return ids.length;
    },

    /**
     * Events from before a time that no delivery needs, with their bodies.
     * @returns the id to go on after; undefined when there are no more.
     */
    async pruneEvents(after: string, before: number, limit: number): Promise<string | undefined> {
      const rows: { event_id: string }[] = await db
        .table(TABLES.events)
        .select('event_id')
        .where('event_id', '>', after)
        .where('event_id', '<', lowestIdAt('evt', before))
        .orderBy('event_id')
        .limit(limit);
      const ids = rows.map((row) => row.event_id);
      if (ids.length === 0) return undefined;
      await db.transaction(async (trx) => {
        // What waits to be told together first: in the same moment it may become part of a delivery.
        const needed = new Set([
          ...(await idsIn(TABLES.gathered, ids, trx, (query) => query.whereNull('delivery_id'))),
          ...(await idsIn(TABLES.deliveries, ids, trx)),
        ]);
        const free = ids.filter((id) => !needed.has(id));
        for (const table of [TABLES.bodies, TABLES.gathered, TABLES.events]) {
          await db.table(table, trx).whereIn('event_id', free).delete();
        }
      });
      return ids.at(-1);
    },

    /** Hours that were counted before a time, and replays and backfills that ended before another. */
    async pruneRest(hoursBefore: number, endedBefore: number): Promise<void> {
      await db.table(TABLES.insights).where('hour', '<', hoursBefore).delete();
      await db.table(TABLES.replays).where('ended_at', '<', endedBefore).delete();
      await db.table(TABLES.backfills).where('ended_at', '<', endedBefore).delete();
    },

    /** The lane of a webhook that is no more, once nothing is left of it. */
    async pruneLane(webhookId: string): Promise<void> {
      const row: object | undefined = await db
        .table(TABLES.deliveries)
        .where({ webhook_id: webhookId })
        .first('id');
      if (row === undefined) await db.table(TABLES.lanes).where({ webhook_id: webhookId }).delete();
    },
  };

  async function idsIn(
    table: string,
    ids: readonly string[],
    trx: Knex.Transaction,
    narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder = (query) => query
  ): Promise<string[]> {
    const query = db
      .table(table, trx)
      .distinct('event_id')
      .whereIn('event_id', [...ids]);
    const rows: { event_id: string }[] = await narrow(query);
    return rows.map((row) => row.event_id);
  }
}

export type RetentionStore = ReturnType<typeof createRetentionStore>;

import type { Knex } from 'knex';
import { TABLES } from '../constants';
import type { Database } from './database';

/** What waits for a webhook. */
export interface WaitingRow {
  webhookId: string;
  pending: number;
  /** Milliseconds since the epoch. */
  oldestAt: number;
}

/** How many of those that wait for one webhook are looked at for the oldest. */
const LOOKED_AT = 1_000;

/** What waits, by webhook. Joins the caller's transaction. */
export function createBacklogStore(db: Database) {
  const deliveries = (trx: Knex.Transaction) =>
    db.table(TABLES.deliveries, trx).where('status', 'pending');

  /** No index has the time a delivery was made; of those due first a bounded number is read. */
  const oldestOf = async (webhookId: string, trx: Knex.Transaction): Promise<number | null> => {
    const first = deliveries(trx)
      .where('webhook_id', webhookId)
      .select('created_at')
      .orderBy('due_at')
      .limit(LOOKED_AT);
    const rows: { oldest: number | string | null }[] = await db
      .query(trx)
      .from(first.as('first_due'))
      .min('created_at as oldest');
    const oldest = rows[0]?.oldest ?? null;
    return oldest === null ? null : Number(oldest);
  };

  return {
    /** Webhooks for which something waits. */
    read: (): Promise<WaitingRow[]> =>
      db.join(async (trx) => {
        const rows: { webhook_id: string; pending: number | string }[] = await deliveries(trx)
          .select('webhook_id')
          .count('* as pending')
          .groupBy('webhook_id');
        const waiting: WaitingRow[] = [];
        for (const { webhook_id: webhookId, pending } of rows) {
          const oldestAt = await oldestOf(webhookId, trx);
          // It may have been taken meanwhile.
          if (oldestAt !== null) waiting.push({ webhookId, pending: Number(pending), oldestAt });
        }
        return waiting;
      }),
  };
}

export type BacklogStore = ReturnType<typeof createBacklogStore>;

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

/** What is due for a webhook. */
export interface DueRow {
  webhookId: string;
  /** As far as it was counted. */
  due: number;
  /** When the one that has been due longest became due, in milliseconds since the epoch. */
  oldestDueAt: number;
}

/** Webhooks asked about in one statement; SQLite puts at most 500 selects together. */
const WEBHOOKS_PER_SELECT = 200;

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

    /**
     * What is due by webhook, those left out for which nothing is. Of each webhook so many are counted at most,
     * in an index where they are neighbours: however many wait, no more than these are read.
     */
    due: (webhookIds: readonly string[], now: number, most: number): Promise<DueRow[]> =>
      db.join(async (trx) => {
        const found: DueRow[] = [];
        for (let start = 0; start < webhookIds.length; start += WEBHOOKS_PER_SELECT) {
          const [first, ...others] = webhookIds
            .slice(start, start + WEBHOOKS_PER_SELECT)
            .map((webhookId) => {
              const rows = deliveries(trx)
                .select('webhook_id', 'due_at')
                .where('webhook_id', webhookId)
                .where('due_at', '<=', now)
                .orderBy('due_at')
                .limit(most);
              const counted = db
                .query(trx)
                .from(rows.as('due'))
                .select('webhook_id')
                .count('* as due')
                .min('due_at as oldest')
                .groupBy('webhook_id');
              // Within another: Knex puts the grouping of the first behind all of a union.
              return db
                .query(trx)
                .from(counted.as('counted'))
                .select('webhook_id', 'due', 'oldest');
            });
          const rows: { webhook_id: string; due: number | string; oldest: number | string }[] =
            await first!.unionAll(others);
          found.push(
            ...rows.map((row) => ({
              webhookId: row.webhook_id,
              due: Number(row.due),
              oldestDueAt: Number(row.oldest),
            }))
          );
        }
        return found;
      }),
  };
}

export type BacklogStore = ReturnType<typeof createBacklogStore>;

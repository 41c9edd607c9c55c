import type { Knex } from 'knex';
import { TABLES } from '../constants';
import { hasStatus, type Database } from '../stores/database';

export interface DocumentOrderDeps {
  db: Database;
  /** Milliseconds before a first attempt. */
  firstWaitMs: number;
}

interface WaitingRow {
  id: number;
  order_key: string | null;
}

interface HeadRow {
  order_key: string;
  id: number;
}

/** Rows looked at for each that may be taken; what follows an unfinished one is moved out of the way. */
const ROWS_PER_SLOT = 20;

/** For how long a row that must wait is out of the way, unless it is released before. */
const STEP_ASIDE_MS = 1_000;

/**
 * The order of deliveries that must go one at a time (`ordering: 'document'`).
 *
 * Rows of one document and webhook share an `order_key` for as long as they have not ended. The one
 * with the lowest id is the head: only a head is ever taken. That is the whole rule, and it is asked
 * of the database each time.
 *
 * So that a thousand changes of one document do not hide those of the others, a row found behind its
 * head steps aside: it is due a little later. When a head ends, the next of its key is due at once.
 * Both are hints; one that is lost costs a second of waiting and never the order.
 */
export function createDocumentOrder({ db, firstWaitMs }: DocumentOrderDeps) {
  const deliveries = (trx: Knex.Transaction) => db.table(TABLES.deliveries, trx);

  /** By key, the row that comes first of all that have not ended. */
  const headsOf = async (
    keys: readonly string[],
    trx: Knex.Transaction
  ): Promise<Map<string, number>> => {
    const rows: HeadRow[] = await deliveries(trx)
      .select('order_key')
      .min('id as id')
      .whereIn('order_key', [...keys])
      .groupBy('order_key');
    return new Map(rows.map((row) => [row.order_key, Number(row.id)]));
  };

  return {
    /** Ids of at most `limit` due rows of a webhook that nothing comes before. */
    async heads(
      webhookId: string,
      limit: number,
      now: number,
      trx: Knex.Transaction
    ): Promise<number[]> {
      const rows: WaitingRow[] = await deliveries(trx)
        .select('id', 'order_key')
        .where({ status: 'pending', webhook_id: webhookId })
        .where('due_at', '<=', now)
        .orderBy(['due_at', 'id'])
        .limit(limit * ROWS_PER_SLOT);
      const keys = [...new Set(rows.flatMap((row) => row.order_key ?? []))];
      const heads = keys.length === 0 ? new Map<string, number>() : await headsOf(keys, trx);
      const isHead = (row: WaitingRow) =>
        row.order_key === null || heads.get(row.order_key) === Number(row.id);
      const behind = rows.filter((row) => !isHead(row)).map((row) => row.id);
      if (behind.length > 0) {
        await deliveries(trx)
          .whereIn('id', behind)
          .where(hasStatus('pending'))
          .update({ due_at: now + STEP_ASIDE_MS });
      }
      return rows
        .filter(isHead)
        .slice(0, limit)
        .map((row) => row.id);
    },

    /** Lets follow what waited for deliveries that ended in this transaction. */
    async release(keys: readonly string[], now: number, trx: Knex.Transaction): Promise<void> {
      const heads = [...(await headsOf(keys, trx)).values()];
      if (heads.length === 0) return;
      await deliveries(trx)
        .whereIn('id', heads)
        .where(hasStatus('pending'))
        .where('attempt_count', 0)
        .where('due_at', '>', now)
        .where('created_at', '<=', now - firstWaitMs)
        .update({ due_at: now });
    },
  };
}

export type DocumentOrder = ReturnType<typeof createDocumentOrder>;

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

/**
 * Rows looked at for each that may be taken, at least so many, and how often where they are all behind their
 * heads: what follows an unfinished one is moved out of the way.
 */
const ROWS_PER_SLOT = 20;
const LEAST_ROWS = 500;
const MOST_LOOKS = 10;

/**
 * For how long a row that must wait is out of the way, unless it is released before: the longer time behind a
 * head that waits itself, which cannot end unseen meanwhile.
 */
const STEP_ASIDE_MS = 1_000;
const STEP_FAR_ASIDE_MS = 30_000;

/**
 * The order of deliveries that must go one at a time (`ordering: 'document'`).
 *
 * Rows of one document and webhook share an `order_key` for as long as they have not ended. The one that
 * is being sent, or else the one with the lowest id, is the head: only a head is ever taken. That is the
 * whole rule, and it is asked of the database each time.
 *
 * So that a thousand changes of one document do not hide those of the others, a row found behind its
 * head steps aside: it is due a while later. When a head ends, the next of its key is due at once.
 * Both are hints; one that is lost costs a second of waiting, half a minute at most, and never the order.
 */
export function createDocumentOrder({ db, firstWaitMs }: DocumentOrderDeps) {
  const deliveries = (trx: Knex.Transaction) => db.table(TABLES.deliveries, trx);

  /** By key, the row that comes first of all that have not ended. */
  const headsOf = async (
    keys: readonly string[],
    trx: Knex.Transaction
  ): Promise<Map<string, number>> => {
    if (keys.length === 0) return new Map();
    const rows: HeadRow[] = await deliveries(trx)
      .select('order_key')
      .min('id as id')
      .whereIn('order_key', [...keys])
      .groupBy('order_key');
    return new Map(rows.map((row) => [row.order_key, Number(row.id)]));
  };

  /** What is being sent to a webhook. An earlier one may be sent again meanwhile: it is no head until then. */
  const keysUnderWay = async (webhookId: string, trx: Knex.Transaction): Promise<Set<string>> => {
    const rows: Pick<WaitingRow, 'order_key'>[] = await deliveries(trx)
      .select('order_key')
      .where({ status: 'sending', webhook_id: webhookId })
      .whereNotNull('order_key');
    return new Set(rows.flatMap((row) => row.order_key ?? []));
  };

  /** Of some rows, those that are not due for long. */
  const waitingFor = async (
    ids: readonly number[],
    until: number,
    trx: Knex.Transaction
  ): Promise<Set<number>> => {
    if (ids.length === 0) return new Set();
    const rows: { id: number }[] = await deliveries(trx)
      .select('id')
      .whereIn('id', [...ids])
      .where(hasStatus('pending'))
      .where('due_at', '>', until);
    return new Set(rows.map((row) => Number(row.id)));
  };

  const stepAside = async (ids: readonly number[], until: number, trx: Knex.Transaction) => {
    if (ids.length === 0) return;
    await deliveries(trx)
      .whereIn('id', [...ids])
      .where(hasStatus('pending'))
      .update({ due_at: until });
    await db.giveTurn(ids.length);
  };

  return {
    /** Ids of at most `limit` due rows of a webhook that nothing comes before. */
    async heads(
      webhookId: string,
      limit: number,
      now: number,
      trx: Knex.Transaction
    ): Promise<number[]> {
      const underWay = await keysUnderWay(webhookId, trx);
      const found: number[] = [];
      const heads = new Map<string, number>();
      const far = new Set<number>();
      const isHead = ({ order_key: key, id }: WaitingRow) =>
        key === null || (!underWay.has(key) && heads.get(key) === Number(id));
      const isFar = ({ order_key: key }: WaitingRow) =>
        key !== null && !underWay.has(key) && far.has(heads.get(key) ?? 0);
      const idsOf = (rows: readonly WaitingRow[]) => rows.map((row) => row.id);
      const most = Math.max(limit * ROWS_PER_SLOT, LEAST_ROWS);
      for (let looks = 0; looks < MOST_LOOKS && found.length < limit; looks += 1) {
        const rows: WaitingRow[] = await deliveries(trx)
          .select('id', 'order_key')
          .where({ status: 'pending', webhook_id: webhookId })
          .where('due_at', '<=', now)
          .whereNotIn('id', found)
          .orderBy(['due_at', 'id'])
          .limit(most);
        const keys = new Set(rows.flatMap((row) => row.order_key ?? []));
        const unknown = await headsOf(
          [...keys].filter((key) => !heads.has(key)),
          trx
        );
        for (const [key, id] of unknown) heads.set(key, id);
        const behind = rows.filter((row) => !isHead(row));
        if (behind.length > 0) {
          const waiting = await waitingFor([...unknown.values()], now + STEP_FAR_ASIDE_MS, trx);
          for (const id of waiting) far.add(id);
          await stepAside(idsOf(behind.filter(isFar)), now + STEP_FAR_ASIDE_MS, trx);
          const near = behind.filter((row) => !isFar(row));
          await stepAside(idsOf(near), now + STEP_ASIDE_MS, trx);
        }
        found.push(...idsOf(rows.filter(isHead)));
        if (rows.length < most) break;
      }
      return found.slice(0, limit);
    },

    /** Lets follow what waited for deliveries that ended in this transaction. */
    async release(keys: readonly string[], now: number, trx: Knex.Transaction): Promise<void> {
      const heads = [...(await headsOf(keys, trx)).values()];
      if (heads.length === 0) return;
      await deliveries(trx)
        .whereIn('id', heads)
        .where(hasStatus('pending'))
        // A retry waits for its time; what is sent again does not.
        .where((query) => void query.where('attempt_count', 0).orWhereNotNull('resume_status'))
        .where('due_at', '>', now)
        .where('created_at', '<=', now - firstWaitMs)
        .update({ due_at: now });
    },
  };
}

export type DocumentOrder = ReturnType<typeof createDocumentOrder>;

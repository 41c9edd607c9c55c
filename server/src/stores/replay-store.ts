import type { Knex } from 'knex';
import type { DeliveryStatus, Replay, ReplayOnly, ReplayStatus } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { isOrdered, orderKey, type InOrder } from '../domain/order-key';
import { hasStatus, toIso, toIsoOrNull, type Database } from './database';
import { originalShape } from './delivery-store';

export interface NewReplay {
  id: string;
  webhookId: string;
  since: number;
  only: ReplayOnly;
  /** The delivery id after which it begins. */
  cursor: string;
  createdAt: number;
}

/** A replay under way. */
export interface RunningReplay {
  id: string;
  webhookId: string;
  only: ReplayOnly;
  /** The last delivery it has asked for again. */
  cursor: string;
  /** Deliveries that are younger are not part of it. */
  createdAt: number;
}

interface AboutRow {
  delivery_id: string;
  webhook_id: string;
  uid: string;
  document_id: string | null;
  locale: string | null;
}

interface ReplayRow {
  replay_id: string;
  webhook_id: string;
  since: string | number;
  only: ReplayOnly;
  cursor: string;
  count: number;
  status: ReplayStatus;
  created_at: string | number;
  ended_at: string | number | null;
}

const REPLAYED: Record<ReplayOnly, DeliveryStatus[]> = {
  failed: ['failed'],
  all: ['failed', 'delivered'],
};

/**
 * Deliveries that are to be sent once more: singly (a redelivery), or all of a webhook since a time (a
 * replay, which goes through them in the order of their ids and keeps where it is).
 */
export function createReplayStore(db: Database) {
  const replays = (trx: Knex.Transaction) => db.table(TABLES.replays, trx);
  const deliveries = (trx: Knex.Transaction) => db.table(TABLES.deliveries, trx);

  /**
   * Makes deliveries due now that are not being sent, with the bodies they had at first. What they were, they
   * are again when it fails.
   * The columns are set in an order in which MySQL, which sees what it has just set, still knows that.
   */
  const makeDue = async (ids: readonly string[], now: number, trx: Knex.Transaction) =>
    deliveries(trx)
      .whereIn('delivery_id', [...ids])
      .whereNot('status', 'sending')
      .update({
        resume_due_at: trx.raw('case when ?? is null then ?? else ?? end', [
          ...['resume_status', 'due_at', 'resume_due_at'],
        ]),
        resume_status: trx.raw('coalesce(??, ??)', ['resume_status', 'status']),
        status: 'pending',
        due_at: now,
        shape: originalShape(trx),
      });

  /** Deliveries that are to be sent again go in the order of their documents once more, as new ones do. */
  const putInOrder = async (ids: readonly string[], trx: Knex.Transaction): Promise<void> => {
    const of = (column: string) => `${TABLES.deliveries}.${column}`;
    const rows: AboutRow[] = await deliveries(trx)
      .join(TABLES.events, `${TABLES.events}.event_id`, of('event_id'))
      .select(of('delivery_id'), of('webhook_id'))
      .select(['uid', 'document_id', 'locale'].map((column) => `${TABLES.events}.${column}`))
      .whereIn(of('delivery_id'), [...ids])
      .where(of('status'), 'pending');
    if (rows.length === 0) return;
    const keys = rows.flatMap(({ delivery_id, webhook_id, document_id, ...about }) => [
      delivery_id,
      orderKey(webhook_id, { ...about, documentId: document_id }),
    ]);
    const arms = rows.map(() => 'when ? then ?').join(' ');
    await deliveries(trx)
      .whereIn(
        'delivery_id',
        rows.map((row) => row.delivery_id)
      )
      .update({ order_key: trx.raw(`case ?? ${arms} end`, ['delivery_id', ...keys]) });
  };

  return {
    /** @returns how many there were; those under way are left as they are. */
    async sendAgain(
      ids: readonly string[],
      { now, inOrder }: { now: number; inOrder: boolean },
      trx: Knex.Transaction
    ): Promise<number> {
      const count: number = await makeDue(ids, now, trx);
      if (inOrder) await putInOrder(ids, trx);
      return count;
    },

    /**
     * Deliveries of a webhook that are due or, where they go in order, wait at all: those behind another
     * step aside. Counted as far as `limit`.
     */
    async countDue(webhook: InOrder & { id: string }, now: number, limit: number): Promise<number> {
      const due = db
        .table(TABLES.deliveries)
        .select('id')
        .where({ status: 'pending', webhook_id: webhook.id })
        .limit(limit);
      if (!isOrdered(webhook)) void due.where('due_at', '<=', now);
      const rows: { count: number | string }[] = await db
        .query()
        .from(due.as('due'))
        .count('* as count');
      return Number(rows[0]?.count ?? 0);
    },

    async create(replay: NewReplay): Promise<void> {
      await db.join((trx) =>
        replays(trx).insert({
          replay_id: replay.id,
          webhook_id: replay.webhookId,
          since: replay.since,
          only: replay.only,
          cursor: replay.cursor,
          count: 0,
          status: 'running',
          created_at: replay.createdAt,
        })
      );
    },

    async findOne(id: string): Promise<Replay | null> {
      const row: ReplayRow | undefined = await db.join((trx) =>
        replays(trx).where({ replay_id: id }).first()
      );
      return row === undefined ? null : toReplay(row);
    },

    async running(): Promise<RunningReplay[]> {
      const rows: ReplayRow[] = await db.table(TABLES.replays).where({ status: 'running' });
      return rows.map((row) => ({
        id: row.replay_id,
        webhookId: row.webhook_id,
        only: row.only,
        cursor: row.cursor,
        createdAt: Number(row.created_at),
      }));
    },

    /** The next deliveries of a replay, the first first. */
    async next(replay: RunningReplay, limit: number, trx: Knex.Transaction): Promise<string[]> {
      const rows: { delivery_id: string }[] = await deliveries(trx)
        .select('delivery_id')
        .where({ webhook_id: replay.webhookId })
        .where('delivery_id', '>', replay.cursor)
        .where('created_at', '<', replay.createdAt)
        .where(hasStatus(...REPLAYED[replay.only]))
        .orderBy('delivery_id')
        .limit(limit);
      return rows.map((row) => row.delivery_id);
    },

    /** @returns false when another instance has moved it on, or somebody has ended it. */
    async advance(
      replay: RunningReplay,
      ids: readonly string[],
      trx: Knex.Transaction
    ): Promise<boolean> {
      const changed: number = await replays(trx)
        .where({ replay_id: replay.id, cursor: replay.cursor, status: 'running' })
        .update({
          cursor: ids.at(-1) ?? replay.cursor,
          count: trx.raw('?? + ?', ['count', ids.length]),
        });
      return changed === 1;
    },

    /** @returns whether it was running. */
    async end(id: string, status: ReplayStatus, at: number): Promise<boolean> {
      const changed: number = await db.join((trx) =>
        replays(trx).where({ replay_id: id, status: 'running' }).update({ status, ended_at: at })
      );
      return changed === 1;
    },
  };
}

export type ReplayStore = ReturnType<typeof createReplayStore>;

function toReplay(row: ReplayRow): Replay {
  return {
    id: row.replay_id,
    webhookId: row.webhook_id,
    since: toIso(row.since),
    only: row.only,
    status: row.status,
    count: row.count,
    createdAt: toIso(row.created_at),
    endedAt: toIsoOrNull(row.ended_at),
  };
}

import type { Knex } from 'knex';
import type { Delivery, EventType } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { hasStatus, type Database } from './database';
import { FAILED_SHAPE, type RenderedBody } from '../domain/rendering';
import { bodyKey, type BodyStore } from './body-store';
import { createDeliveryList } from './delivery-list';
import { insertRows } from './insert-rows';

/** Of a row that is pending: it has not ended before. */
const WAS_PENDING = "coalesce(resume_status, 'pending') = 'pending'";

/** What is cancelled in one statement: few enough that a write of the site hardly waits for it. */
const BATCH = 500;

export interface NewDelivery {
  id: string;
  eventId: string;
  webhookId: string;
  type: EventType;
  shape: string;
  dueAt: number;
  /** Of what must go one at a time and in order. */
  orderKey: string | null;
  traceparent?: string | null;
}

/** What `original_shape` is once there is another; a body that could not be rendered is none to come back to. */
function firstShape(trx: Knex.Transaction): Knex.Raw {
  return trx.raw('case when ?? like ? then ?? else coalesce(??, ??) end', [
    ...['shape', `%${FAILED_SHAPE}`, 'original_shape', 'original_shape', 'shape'],
  ]);
}

/** The body a delivery had at first: what a redelivery gave it instead is for that redelivery. */
export function originalShape(trx: Knex.Transaction): Knex.Raw {
  return trx.raw('coalesce(??, ??)', ['original_shape', 'shape']);
}

/** Deliveries and the bodies they carry, which stand beside them: rows that change with every attempt stay small. */
export function createDeliveryStore(db: Database, kept: BodyStore) {
  const list = createDeliveryList(db);

  /**
   * The columns are set in an order in which MySQL, which sees what it has just set, still knows what was; the
   * rows are named by their keys, as claims and results name them.
   */
  const cancel = (
    ids: readonly string[],
    reason: string,
    at: number,
    trx: Knex.Transaction
  ): Promise<number> =>
    db
      .table(TABLES.deliveries, trx)
      .whereIn('delivery_id', [...ids])
      .where(hasStatus('pending'))
      .update({
        status: trx.raw(`case when ${WAS_PENDING} then 'cancelled' else resume_status end`),
        reason: trx.raw(`case when ${WAS_PENDING} then ? else reason end`, [reason]),
        due_at: trx.raw(`case when ${WAS_PENDING} then ? else resume_due_at end`, [at]),
        order_key: null,
        shape: originalShape(trx),
        resume_status: null,
        resume_due_at: null,
      });

  return {
    findMany: list.find,

    async append(
      deliveries: readonly NewDelivery[],
      bodies: readonly RenderedBody[],
      at: number,
      trx: Knex.Transaction
    ): Promise<void> {
      await kept.append(bodies, trx);
      const sizes = new Map(
        bodies.map(({ eventId, shape, content }) => [bodyKey(eventId, shape), content.length])
      );
      await insertRows(
        db,
        TABLES.deliveries,
        deliveries.map((delivery) => ({
          delivery_id: delivery.id,
          event_id: delivery.eventId,
          webhook_id: delivery.webhookId,
          type: delivery.type,
          shape: delivery.shape,
          size: sizes.get(bodyKey(delivery.eventId, delivery.shape)) ?? null,
          status: 'pending',
          attempt_count: 0,
          manual_count: 0,
          due_at: delivery.dueAt,
          order_key: delivery.orderKey,
          traceparent: delivery.traceparent ?? null,
          created_at: at,
        })),
        trx
      );
    },

    /**
     * Gives a delivery another body, of its own, until it is to be sent as it was at first (`originalShape`);
     * for good, where there was none.
     */
    async setBody(id: string, body: RenderedBody, trx: Knex.Transaction): Promise<void> {
      const { shape, content } = body;
      await kept.append([body], trx);
      // MySQL sees what it has just set: the shape comes last.
      await db
        .table(TABLES.deliveries, trx)
        .where({ delivery_id: id })
        .update({ original_shape: firstShape(trx), shape, size: content.length });
    },

    /**
     * Ends a delivery that waits; one that had ended before and was to be sent again is what it was.
     * @returns what it goes in order by; undefined: it does not wait, or there is none.
     */
    async cancel(
      id: string,
      reason: string,
      at: number,
      trx: Knex.Transaction
    ): Promise<{ orderKey: string | null } | undefined> {
      const row = () => db.table(TABLES.deliveries, trx).where({ delivery_id: id });
      // Locks the row, and on SQLite the file, before it is read.
      await row().update({ order_key: trx.ref('order_key') });
      const waiting: { order_key: string | null } | undefined = await row()
        .where({ status: 'pending' })
        .first('order_key');
      const cancelled = waiting === undefined ? 0 : await cancel([id], reason, at, trx);
      return cancelled === 0 ? undefined : { orderKey: waiting?.order_key ?? null };
    },

    /**
     * Ends all that waits for a webhook, in batches, each a transaction where the caller has none.
     * @returns how many there were.
     */
    async cancelAll(webhookId: string, reason: string, at: number): Promise<number> {
      let count = 0;
      // On MySQL a transaction of the caller goes on seeing as pending what others have taken since.
      let last = 0;
      for (;;) {
        const from = last;
        // Apart from what is written: on SQLite a transaction that reads first may be refused its write.
        const rows: { id: number; delivery_id: string }[] = await db.join((trx) =>
          db
            .table(TABLES.deliveries, trx)
            .select('id', 'delivery_id')
            .where({ webhook_id: webhookId, status: 'pending' })
            .where('id', '>', from)
            .orderBy('id')
            .limit(BATCH)
        );
        if (rows.length === 0) return count;
        const ids = rows.map((row) => row.delivery_id);
        count += await db.join((trx) => cancel(ids, reason, at, trx));
        if (ids.length < BATCH) return count;
        last = Number(rows.at(-1)?.id);
        await db.giveTurn(ids.length);
      }
    },

    async findOne(id: string): Promise<Delivery | null> {
      const [delivery] = await list.read([id]);
      return delivery ?? null;
    },

    /**
     * What a delivery carries, how it was rendered, and how many of its attempts somebody asked for; `body` is
     * null where somebody has removed it.
     */
    async findBody(
      id: string
    ): Promise<{ shape: string; body: string | null; manualCount: number } | null> {
      return db.join(async (trx) => {
        const row: { event_id: string; shape: string; manual_count: number } | undefined = await db
          .table(TABLES.deliveries, trx)
          .where({ delivery_id: id })
          .first('event_id', 'shape', 'manual_count');
        if (row === undefined) return null;
        const { event_id, shape, manual_count: manualCount } = row;
        const [body] = await kept.find([{ shape, eventIds: [event_id] }], trx);
        return { shape, body: body?.content ?? null, manualCount };
      });
    },

    /** When the newest delivery of each webhook that has one was made. */
    async newestAt(webhookIds: readonly string[]): Promise<Map<string, number>> {
      if (webhookIds.length === 0) return new Map();
      const rows: { webhook_id: string; created_at: string | number }[] = await db.join(
        async (trx) => {
          // One look into the index for each: a `group by` would read all of it.
          const newest: Record<string, string | null> | undefined = await db
            .query(trx)
            .first(
              webhookIds.map((webhook_id, index) =>
                db
                  .table(TABLES.deliveries, trx)
                  .where({ webhook_id })
                  .max('delivery_id')
                  .as(`of_${index}`)
              )
            );
          const ids = Object.values(newest ?? {}).filter((id) => id !== null);
          return db
            .table(TABLES.deliveries, trx)
            .select('webhook_id', 'created_at')
            .whereIn('delivery_id', ids);
        }
      );
      return new Map(rows.map((row) => [row.webhook_id, Number(row.created_at)]));
    },
  };
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

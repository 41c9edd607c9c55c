import type { Knex } from 'knex';
import type { Delivery, DeliveryStatus, EventType } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { toIso, toIsoOrNull, type Database } from './database';
import { insertRows } from './insert-rows';

/** Of a row that is pending: it has not ended before. */
const WAS_PENDING = "coalesce(resume_status, 'pending') = 'pending'";

export interface DeliveryRow {
  id: number;
  delivery_id: string;
  event_id: string;
  webhook_id: string;
  type: EventType;
  shape: string;
  status: DeliveryStatus;
  attempt_count: number;
  due_at: number | string;
  response_code: number | null;
  duration_ms: number | null;
  reason: string | null;
  created_at: number | string;
  delivered_at: number | string | null;
}

export interface NewDelivery {
  id: string;
  eventId: string;
  webhookId: string;
  type: EventType;
  shape: string;
  dueAt: number;
  /** Of what must go one at a time and in order. */
  orderKey: string | null;
}

export interface NewBody {
  eventId: string;
  shape: string;
  content: string;
}

/**
 * Deliveries and the bodies they carry. A body is kept once for all deliveries of an event in the
 * same shape, beside the deliveries: rows that change with every attempt stay small.
 */
export function createDeliveryStore(db: Database) {
  return {
    async append(
      deliveries: readonly NewDelivery[],
      bodies: readonly NewBody[],
      at: number,
      trx: Knex.Transaction
    ): Promise<void> {
      await insertRows(
        db,
        TABLES.bodies,
        bodies.map(({ eventId, shape, content }) => ({ event_id: eventId, shape, content })),
        trx
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
          status: 'pending',
          attempt_count: 0,
          manual_count: 0,
          due_at: delivery.dueAt,
          order_key: delivery.orderKey,
          created_at: at,
        })),
        trx
      );
    },

    /** Gives a delivery another body, of its own. */
    async setBody(id: string, body: NewBody, trx: Knex.Transaction): Promise<void> {
      const { eventId, shape, content } = body;
      await db.table(TABLES.bodies, trx).insert({ event_id: eventId, shape, content });
      await db.table(TABLES.deliveries, trx).where({ delivery_id: id }).update({ shape });
    },

    /**
     * Ends what still waits: of a webhook, or one delivery. One that had ended before and was to be sent
     * again is what it was. The columns are set in an order in which MySQL, which sees what it has just
     * set, still knows that.
     * @returns how many there were.
     */
    async cancelPending(
      which: { webhookId: string } | { id: string },
      reason: string,
      at: number
    ): Promise<number> {
      const where = 'id' in which ? { delivery_id: which.id } : { webhook_id: which.webhookId };
      return db.join((trx) =>
        db
          .table(TABLES.deliveries, trx)
          .where({ ...where, status: 'pending' })
          .update({
            status: trx.raw(`case when ${WAS_PENDING} then 'cancelled' else resume_status end`),
            reason: trx.raw(`case when ${WAS_PENDING} then ? else reason end`, [reason]),
            due_at: trx.raw(`case when ${WAS_PENDING} then ? else resume_due_at end`, [at]),
            order_key: null,
            resume_status: null,
            resume_due_at: null,
          })
      );
    },

    async findOne(id: string): Promise<Delivery | null> {
      const row: DeliveryRow | undefined = await db.join((trx) =>
        db.table(TABLES.deliveries, trx).where({ delivery_id: id }).first()
      );
      return row === undefined ? null : toDelivery(row);
    },

    /** What a delivery carries and how it was rendered; `body` is null where somebody has removed it. */
    async findBody(id: string): Promise<{ shape: string; body: string | null } | null> {
      return db.join(async (trx) => {
        const row: Pick<DeliveryRow, 'event_id' | 'shape'> | undefined = await db
          .table(TABLES.deliveries, trx)
          .where({ delivery_id: id })
          .first('event_id', 'shape');
        if (row === undefined) return null;
        const { event_id, shape } = row;
        const kept: { content: string } | undefined = await db
          .table(TABLES.bodies, trx)
          .where({ event_id, shape })
          .first('content');
        return { shape, body: kept?.content ?? null };
      });
    },

    /** Newest first; `before` is the id of the last delivery of the page before. */
    async findMany(filter: {
      limit: number;
      before?: string;
      webhookId?: string;
      eventId?: string;
      status?: DeliveryStatus;
    }): Promise<Delivery[]> {
      const { limit, before, webhookId, eventId, status } = filter;
      const rows: DeliveryRow[] = await db.join(async (trx) => {
        const query = db.table(TABLES.deliveries, trx).orderBy('delivery_id', 'desc').limit(limit);
        if (before !== undefined) query.where('delivery_id', '<', before);
        if (webhookId !== undefined) query.where('webhook_id', webhookId);
        if (eventId !== undefined) query.where('event_id', eventId);
        if (status !== undefined) query.where('status', status);
        return query;
      });
      return rows.map(toDelivery);
    },
  };
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.delivery_id,
    eventId: row.event_id,
    webhookId: row.webhook_id,
    type: row.type,
    status: row.status,
    attemptCount: row.attempt_count,
    nextAttemptAt: row.status === 'pending' ? toIso(row.due_at) : null,
    responseCode: row.response_code,
    durationMs: row.duration_ms,
    reason: row.reason,
    createdAt: toIso(row.created_at),
    deliveredAt: toIsoOrNull(row.delivered_at),
  };
}

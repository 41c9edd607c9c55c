import type { Knex } from 'knex';
import type { Delivery, DeliveryStatus, EventType } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { lowestIdAt } from '../lib/ids';
import { toIso, toIsoOrNull, type Database } from './database';

export interface DeliveryFilter {
  webhookId?: string;
  eventId?: string;
  status?: DeliveryStatus;
  type?: EventType;
  /** Of the content type the event is about. */
  uid?: string;
  documentId?: string;
  /** Made at that time or later, and before that time. */
  since?: number;
  until?: number;
}

export interface DeliveryPage {
  deliveries: Delivery[];
  /** The id after which to go on; null: there are no more. */
  nextCursor: string | null;
}

interface DeliveryRow {
  delivery_id: string;
  event_id: string;
  webhook_id: string;
  type: EventType;
  status: DeliveryStatus;
  attempt_count: number;
  due_at: number | string;
  response_code: number | null;
  duration_ms: number | null;
  reason: string | null;
  created_at: number | string;
  delivered_at: number | string | null;
  uid: string | null;
  document_id: string | null;
  locale: string | null;
}

/**
 * How many deliveries are looked at for a page by what no index is kept of. Type and content type are
 * in none: each more would be written with every delivery. On SQLite the site waits while it is read.
 */
const LOOKED_AT = 10_000;

/** Deliveries as they are listed: with what their event is about, while that is kept. */
export function createDeliveryList(db: Database) {
  /** Of all that the indexes can tell, the ids, the newest first. */
  const window = (filter: DeliveryFilter, before: string | undefined, trx: Knex.Transaction) => {
    const { webhookId, eventId, status, uid, documentId, since, until } = filter;
    const query = db
      .table(TABLES.deliveries, trx)
      .select('delivery_id', 'event_id', 'type')
      .orderBy('delivery_id', 'desc');
    if (before !== undefined) query.where('delivery_id', '<', before);
    if (since !== undefined) query.where('delivery_id', '>=', lowestIdAt('dlv', since));
    if (until !== undefined) query.where('delivery_id', '<', lowestIdAt('dlv', until));
    if (webhookId !== undefined) query.where('webhook_id', webhookId);
    if (eventId !== undefined) query.where('event_id', eventId);
    if (status !== undefined) query.where('status', status);
    if (documentId !== undefined) {
      const about =
        uid === undefined ? { document_id: documentId } : { document_id: documentId, uid };
      query.whereIn('event_id', db.table(TABLES.events, trx).select('event_id').where(about));
    }
    return query;
  };

  const read = (ids: readonly string[]): Promise<Delivery[]> =>
    db.join(async (trx) => {
      const of = (column: string) => `${TABLES.deliveries}.${column}`;
      const rows: DeliveryRow[] = await db
        .table(TABLES.deliveries, trx)
        .leftJoin(TABLES.events, of('event_id'), `${TABLES.events}.event_id`)
        .select(`${TABLES.deliveries}.*`)
        .select(['uid', 'document_id', 'locale'].map((column) => `${TABLES.events}.${column}`))
        .whereIn(of('delivery_id'), ids)
        .orderBy(of('delivery_id'), 'desc');
      return rows.map(toDelivery);
    });

  return {
    /** Those that there are of the given ids, the newest first. */
    read,

    /**
     * The newest first; `before` is the `nextCursor` of the page before. By type or content type alone, a
     * page may hold less than `limit` and not be the last.
     */
    find: (filter: DeliveryFilter & { limit: number; before?: string }): Promise<DeliveryPage> =>
      db.join(async (trx) => {
        const { limit, before, type, uid, documentId } = filter;
        const byUid = documentId === undefined ? uid : undefined;
        const all = window(filter, before, trx);
        const isWhole = type === undefined && byUid === undefined;
        const wanted = db
          .query(trx)
          .select('looked_at.delivery_id')
          .limit(limit + 1);
        void wanted.from(
          all
            .clone()
            .limit(isWhole ? limit + 1 : LOOKED_AT)
            .as('looked_at')
        );
        if (type !== undefined) void wanted.where('looked_at.type', type);
        if (byUid !== undefined) {
          const about = db.table(TABLES.events, trx).select('event_id').where({ uid: byUid });
          void wanted.whereIn('looked_at.event_id', about);
        }
        const rows: { delivery_id: string }[] = await wanted.orderBy(
          'looked_at.delivery_id',
          'desc'
        );
        const ids = rows.slice(0, limit).map(({ delivery_id: id }) => id);
        const deliveries = await read(ids);
        if (rows.length > limit) return { deliveries, nextCursor: ids.at(-1) ?? null };
        if (isWhole) return { deliveries, nextCursor: null };
        const last: { delivery_id: string } | undefined = await all
          .clone()
          .offset(LOOKED_AT - 1)
          .first();
        return { deliveries, nextCursor: last?.delivery_id ?? null };
      }),
  };
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.delivery_id,
    eventId: row.event_id,
    webhookId: row.webhook_id,
    type: row.type,
    uid: row.uid,
    documentId: row.document_id,
    locale: row.locale,
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

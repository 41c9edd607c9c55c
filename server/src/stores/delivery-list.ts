import type { Knex } from 'knex';
import type { Delivery, DeliveryStatus, EventType } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { lowestIdAt } from '../lib/ids';
import { hasStatus, toIso, toIsoOrNull, type Database } from './database';

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
  const { deliveries, events, gathered } = TABLES;

  /** Deliveries that tell of an event or a document: by themselves, or together with others. */
  const telling = ({ eventId, documentId, uid }: DeliveryFilter, trx: Knex.Transaction) => {
    const of = (table: string) => {
      const query = db.table(table, trx).select(`${table}.delivery_id`);
      void query.whereNotNull(`${table}.delivery_id`);
      if (eventId !== undefined) void query.where(`${table}.event_id`, eventId);
      if (documentId === undefined) return query;
      void query.join(events, `${events}.event_id`, `${table}.event_id`);
      void query.where(`${events}.document_id`, documentId);
      return uid === undefined ? query : query.where(`${events}.uid`, uid);
    };
    return of(deliveries).union(of(gathered));
  };

  /** Of all that the indexes can tell, the ids, the newest first. */
  const window = (filter: DeliveryFilter, before: string | undefined, trx: Knex.Transaction) => {
    const { webhookId, eventId, status, documentId, since, until } = filter;
    const id = `${deliveries}.delivery_id`;
    const query = db
      .table(deliveries, trx)
      .select(id, `${deliveries}.event_id`, `${deliveries}.type`)
      .orderBy(id, 'desc');
    if (before !== undefined) void query.where(id, '<', before);
    if (since !== undefined) void query.where(id, '>=', lowestIdAt('dlv', since));
    if (until !== undefined) void query.where(id, '<', lowestIdAt('dlv', until));
    if (webhookId !== undefined) void query.where(`${deliveries}.webhook_id`, webhookId);
    // Nearly all are: without statistics SQLite would take the index of the status, and sort them.
    if (status === 'delivered') void query.where(hasStatus(status));
    else if (status !== undefined) void query.where(`${deliveries}.status`, status);
    if (eventId !== undefined || documentId !== undefined) {
      void query.join(telling(filter, trx).as('telling'), 'telling.delivery_id', id);
    }
    return query;
  };

  const read = (ids: readonly string[]): Promise<Delivery[]> =>
    db.join(async (trx) => {
      const of = (column: string) => `${deliveries}.${column}`;
      const rows: DeliveryRow[] = await db
        .table(deliveries, trx)
        .leftJoin(events, of('event_id'), `${events}.event_id`)
        .select(`${deliveries}.*`)
        .select(['uid', 'document_id', 'locale'].map((column) => `${events}.${column}`))
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
          // One look into the index for each that is looked at: never all events of a content type.
          const about = db.table(events, trx).select(`${events}.event_id`).where({ uid: byUid });
          void wanted.whereExists(
            about.whereRaw('?? = ??', [`${events}.event_id`, 'looked_at.event_id'])
          );
        }
        const rows: { delivery_id: string }[] = await wanted.orderBy(
          'looked_at.delivery_id',
          'desc'
        );
        const ids = rows.slice(0, limit).map(({ delivery_id: id }) => id);
        const found = await read(ids);
        if (rows.length > limit) return { deliveries: found, nextCursor: ids.at(-1) ?? null };
        if (isWhole) return { deliveries: found, nextCursor: null };
        const last: { delivery_id: string } | undefined = await all
          .clone()
          .offset(LOOKED_AT - 1)
          .first();
        return { deliveries: found, nextCursor: last?.delivery_id ?? null };
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

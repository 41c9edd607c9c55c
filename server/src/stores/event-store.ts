import type { Knex } from 'knex';
import type { Actor, DomainEvent, EventType, JsonObject } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { keptEvent, snapshotText } from '../domain/kept-event';
import { toIso, type Database } from './database';
import { createFailedEvents } from './failed-events';
import { insertRows } from './insert-rows';

interface EventRow {
  id: number;
  event_id: string;
  type: EventType;
  uid: string;
  model: string;
  document_id: string | null;
  locale: string | null;
  snapshot: string | null;
  changes: string | null;
  previous: string | null;
  backfill: boolean | number | null;
  depth: string | null;
  actor: string | null;
  created_at: number | string;
}

export interface EventFilter {
  limit: number;
  before?: string;
  /** `false`: those with a delivery that failed; `true`: those without. */
  deliverySuccess?: boolean;
  /** Whether to leave out those that told one webhook of entries that were there already. */
  withoutBackfills?: boolean;
}

/** Events that were fanned out: append-only, never changed. */
export function createEventStore(db: Database) {
  const failed = createFailedEvents(db);

  const find = async (id: string, trx: Knex.Transaction): Promise<DomainEvent | null> => {
    const row: EventRow | undefined = await db
      .table(TABLES.events, trx)
      .where({ event_id: id })
      .first();
    return row === undefined ? null : toEvent(row);
  };

  return {
    /** Appends events in the transaction that takes them from the outbox. */
    async append(events: readonly DomainEvent[], trx: Knex.Transaction): Promise<void> {
      await insertRows(db, TABLES.events, events.map(toRow), trx);
    },

    find,

    findOne: (id: string): Promise<DomainEvent | null> => db.join((trx) => find(id, trx)),

    /** Newest first; `before` is the id of the last event of the page before. */
    async findMany(filter: EventFilter): Promise<DomainEvent[]> {
      const { limit, before, deliverySuccess, withoutBackfills } = filter;
      const rows: EventRow[] = await db.join(async (trx) => {
        const query = db.table(TABLES.events, trx).orderBy('event_id', 'desc').limit(limit);
        if (withoutBackfills === true) void query.whereNull('backfill');
        if (deliverySuccess === false) {
          return query.whereIn('event_id', await failed.newestIds(limit, before, trx));
        }
        if (before !== undefined) query.where('event_id', '<', before);
        if (deliverySuccess === true) query.where(failed.isNone(trx));
        return query;
      });
      return rows.map(toEvent);
    },
  };
}

export type EventStore = ReturnType<typeof createEventStore>;

function toRow(event: DomainEvent) {
  return {
    event_id: event.id,
    type: event.type,
    uid: event.uid,
    model: event.model,
    document_id: event.documentId,
    locale: event.locale,
    snapshot: snapshotText(event),
    changes: serialize(event.changes),
    previous: serialize(event.previous),
    backfill: event.backfill === true ? 1 : null,
    depth: serialize(event.depth ?? null),
    actor: serialize(event.actor ?? null),
    created_at: Date.parse(event.createdAt),
  };
}

function toEvent(row: EventRow): DomainEvent {
  const fields = {
    id: row.event_id,
    type: row.type,
    uid: row.uid,
    model: row.model,
    documentId: row.document_id,
    locale: row.locale,
    changes: parse<string[]>(row.changes),
    previous: parse<JsonObject>(row.previous),
    actor: parse<Actor>(row.actor),
    createdAt: toIso(row.created_at),
    ...(row.backfill === null ? {} : { backfill: true as const }),
    ...(row.depth === null ? {} : { depth: JSON.parse(row.depth) as string[] }),
  };
  return keptEvent(fields, row.snapshot);
}

function serialize(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** What `serialize` wrote. */
function parse<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}

import type { Knex } from 'knex';
import type { DeliveryStatus, EventType } from '../../../contracts/domain';
import { TABLES } from '../constants';
import type { DueDelivery } from '../domain/delivery';
import { groupBy } from '../lib/group-by';
import { toMs, type Database } from '../stores/database';
import { bodyKey, type NewBody } from '../stores/delivery-store';

/** A delivery held by this instance. `token` is the fence: whoever took it over has another. */
export interface Claim extends DueDelivery {
  token: string;
  /** Of its row. */
  rowId: number;
  /** Of a delivery that others wait for. */
  orderKey: string | null;
}

export interface ClaimedRow {
  /** 64 bits, which servers answer as text. */
  id: string | number;
  delivery_id: string;
  event_id: string;
  webhook_id: string;
  type: EventType;
  shape: string;
  attempt_count: number;
  manual_count: number;
  order_key: string | null;
  resume_status: DeliveryStatus | null;
  resume_due_at: string | number | null;
  traceparent: string | null;
  lease_token: string;
}

export const CLAIMED_COLUMNS = [
  'id',
  'delivery_id',
  'event_id',
  'webhook_id',
  'type',
  'shape',
  'attempt_count',
  'manual_count',
  'order_key',
  'resume_status',
  'resume_due_at',
  'traceparent',
  'lease_token',
] as const satisfies readonly (keyof ClaimedRow)[];

/** SQLite puts at most a thousand conditions together. */
const SHAPES_PER_SELECT = 200;

/** Bodies of events in a shape; never those of the same events in the shape of another. */
function isOneOf(
  byShape: readonly [string, readonly ClaimedRow[]][]
): (query: Knex.QueryBuilder) => void {
  return (query) => {
    for (const [shape, rows] of byShape) {
      const eventIds = [...new Set(rows.map((row) => row.event_id))];
      void query.orWhere((own) => void own.whereIn('event_id', eventIds).where({ shape }));
    }
  };
}

/** Bodies are read when they are to be sent, however many wait; those that were just written are `given`. */
export function createReadClaims(db: Database) {
  const keyOf = (row: { event_id: string; shape: string }) => bodyKey(row.event_id, row.shape);

  return async (rows: readonly ClaimedRow[], given: readonly NewBody[] = []): Promise<Claim[]> => {
    const contents = new Map(
      given.map(({ eventId, shape, content }) => [bodyKey(eventId, shape), content])
    );
    const others = rows.filter((row) => !contents.has(keyOf(row)));
    const byShape = [...groupBy(others, (row) => row.shape)];
    for (let start = 0; start < byShape.length; start += SHAPES_PER_SELECT) {
      const bodies: { event_id: string; shape: string; content: string }[] = await db
        .table(TABLES.bodies)
        .select('event_id', 'shape', 'content')
        .where(isOneOf(byShape.slice(start, start + SHAPES_PER_SELECT)));
      for (const body of bodies) contents.set(keyOf(body), body.content);
    }
    return rows.map((row) => toClaim(row, contents.get(keyOf(row)) ?? null));
  };
}

export type ReadClaims = ReturnType<typeof createReadClaims>;

function toClaim(row: ClaimedRow, body: string | null): Claim {
  const resume =
    row.resume_status === null
      ? null
      : { status: row.resume_status, dueAt: toMs(row.resume_due_at) ?? 0 };
  return {
    rowId: Number(row.id),
    id: row.delivery_id,
    eventId: row.event_id,
    webhookId: row.webhook_id,
    type: row.type,
    shape: row.shape,
    attemptCount: row.attempt_count,
    manualCount: row.manual_count,
    orderKey: row.order_key,
    resume,
    traceparent: row.traceparent,
    body,
    token: row.lease_token,
  };
}

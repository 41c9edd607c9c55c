import type { DeliveryStatus, EventType } from '../../../contracts/domain';
import type { DueDelivery } from '../domain/delivery';
import { groupBy } from '../lib/group-by';
import { bodyKey, type BodyStore, type KeptBody } from '../stores/body-store';
import { toMs } from '../stores/database';

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

/** Bodies are read when they are to be sent, however many wait; those that were just written are `given`. */
export function createReadClaims(bodies: Pick<BodyStore, 'find'>) {
  const keyOf = (row: { event_id: string; shape: string }) => bodyKey(row.event_id, row.shape);

  return async (rows: readonly ClaimedRow[], given: readonly KeptBody[] = []): Promise<Claim[]> => {
    const contents = new Map<string, string>();
    const add = (all: readonly KeptBody[]) => {
      for (const { eventId, shape, content } of all) contents.set(bodyKey(eventId, shape), content);
    };
    add(given);
    const others = rows.filter((row) => !contents.has(keyOf(row)));
    const byShape = [...groupBy(others, (row) => row.shape)];
    const wanted = byShape.map(([shape, own]) => {
      return { shape, eventIds: [...new Set(own.map((row) => row.event_id))] };
    });
    add(await bodies.find(wanted));
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

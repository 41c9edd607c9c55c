import type { DeliveryStatus, EventType, OutcomeKind } from '../../../contracts/domain';

/** A delivery that is due, with what is to be sent. */
export interface DueDelivery {
  id: string;
  eventId: string;
  webhookId: string;
  type: EventType;
  /** How the body was rendered. */
  shape: string;
  /** Attempts made so far, of either kind. */
  attemptCount: number;
  /** How many of them somebody asked for; the schedule does not count these. */
  manualCount: number;
  /** Where a redelivery goes back to when it fails; null for an attempt of the schedule. */
  resume: { status: DeliveryStatus; dueAt: number } | null;
  /** Of the span that relayed it, where it was captured in a trace. */
  traceparent: string | null;
  /** The exact text that is signed and sent; null: somebody has removed it. */
  body: string | null;
}

/** One HTTP exchange, as it is kept. Times are milliseconds since the epoch. */
export interface AttemptRecord {
  deliveryId: string;
  webhookId: string;
  /** From 1. */
  number: number;
  at: number;
  durationMs: number;
  outcome: OutcomeKind;
  reason: string | null;
  responseCode: number | null;
  responseHeaders: Record<string, string>;
  /** What was read of the answer, or why there was none. */
  responseBody: string;
}

/** What becomes of a delivery, to be recorded together with its attempt. */
export interface AttemptResult {
  /** Null where no request was made. */
  attempt: AttemptRecord | null;
  status: DeliveryStatus;
  reason: string | null;
  responseCode: number | null;
  durationMs: number | null;
  endedAt: number;
  /** When the next attempt is due, where the status is `pending`. */
  dueAt: number;
  /** Until when nothing more is sent to the webhook; null: no reason not to. */
  throttledUntil: number | null;
}

import type { Answer } from './answers';

/**
 * `ok`; `degraded`: this instance does its part, but deliveries do not go as they should; `down`: this instance
 * cannot do its part, and is answered for with a 503.
 */
export const HEALTH_STATUSES = ['ok', 'degraded', 'down'] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/** Why a status is not `ok`. The first two are `down`. */
export const HEALTH_REASONS = [
  'database-unreachable',
  'queue-unreachable',
  'nothing-delivers',
  'events-late',
  'deliveries-late',
] as const;
export type HealthReason = (typeof HEALTH_REASONS)[number];

export const QUEUE_KINDS = ['embedded', 'bullmq'] as const;
export type QueueKind = (typeof QUEUE_KINDS)[number];

/** Of the queue, asked at this moment. */
export interface QueueHealth {
  kind: QueueKind;
  /** Whether what it works on answers; the embedded one works on Strapi's own database. */
  isReachable: boolean;
}

/** What waits is null where the database does not answer. */
export interface Health {
  status: HealthStatus;
  reasons: HealthReason[];
  /** Deliveries that are due, of webhooks that are enabled; of each webhook no more than 10,000 are counted. */
  backlog: number | null;
  /** Events that were not relayed yet; no more than 10,000 are counted. */
  outbox: number | null;
  /** Since when what has waited longest could have been sent or relayed; null: nothing waits. */
  oldestPendingAt: string | null;
  oldestPendingMs: number | null;
  database: { isReachable: boolean };
  /** Null on an instance that only captures. */
  queue: QueueHealth | null;
  /** How many live, and how many of them deliver. */
  instances: { living: number; delivering: number };
}

/** GET /health: 200, or 503 where `status` is `down`. */
export type FindHealthResponse = Answer<Health>;

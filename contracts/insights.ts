import type { Answer } from './answers';
import type { InstanceInsight } from './instances';

/** How far back insights go: an hour, a day, a week, a month. */
export const INSIGHT_HOURS = [1, 24, 168, 720] as const;
export type InsightHours = (typeof INSIGHT_HOURS)[number];

/** Attempts by what they came to. */
export interface AttemptCounts {
  delivered: number;
  /** Failed, and tried again. */
  retried: number;
  /** Failed for good. */
  failed: number;
}

/**
 * How long attempts took, in milliseconds; null where there was none. Durations are counted in classes, each
 * about 1.5 times as wide as the one before: a percentile is the upper bound of its class.
 */
export interface LatencyPercentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** What waits: for its turn, for a retry, or for its webhook to be enabled. */
export interface Backlog {
  pending: number;
  /** When the oldest of them was made; of a webhook's, the oldest of the thousand that are due first. */
  oldestPendingAt: string | null;
}

export interface AttemptInsight extends AttemptCounts {
  /** The part of all attempts that delivered, 0 to 1; null where there was none. */
  successRate: number | null;
  latencyMs: LatencyPercentiles;
}

export interface WebhookInsight extends AttemptInsight {
  webhookId: string;
  /** Null where there is no such webhook any more. */
  name: string | null;
  enabled: boolean;
  /** Why the plugin itself disabled it; null where a person did, or nobody. */
  disabledReason: string | null;
  backlog: Backlog;
  /** The counts over time, point by point as the series of all webhooks has them. */
  points: (AttemptCounts & { at: string })[];
}

export interface InsightsQuery {
  /** @default 24 */
  hours?: InsightHours;
}

export interface InsightsSummary extends AttemptInsight {
  hours: InsightHours;
  /** The range that was counted. It begins where a point of the series begins. */
  from: string;
  until: string;
  backlog: Backlog;
  /** Every webhook, and those that are no more and had attempts. */
  webhooks: WebhookInsight[];
  /** At most five, by `p95`, the slowest first. */
  slowest: WebhookInsight[];
  /** At most five, by how many attempts failed, whether or not they were tried again; the most first. */
  failing: WebhookInsight[];
}

export interface InsightsSeriesQuery extends InsightsQuery {
  /** All webhooks unless given. */
  webhookId?: string;
}

/** What was attempted from a time for `stepMs`. */
export interface InsightPoint extends AttemptInsight {
  at: string;
}

export interface InsightsSeries {
  hours: InsightHours;
  webhookId: string | null;
  /** Five minutes for an hour, an hour for a day, six hours for a week, a day for a month. */
  stepMs: number;
  /** The oldest first, none left out; the last is under way. Their times are multiples of `stepMs` in UTC. */
  points: InsightPoint[];
}

/** GET /insights: the summary is of all webhooks, the series of the one asked for or of all. */
export type FindInsightsResponse = Answer<{
  summary: InsightsSummary;
  series: InsightsSeries;
  /** Those that live, in the order in which they started. */
  instances: InstanceInsight[];
  /** Whether any of them delivers; where none does, what happens is kept and waits. */
  isDelivering: boolean;
}>;

import { errors } from '@strapi/utils';
import { z } from 'zod';
import {
  INSIGHT_HOURS,
  type AttemptCounts,
  type AttemptInsight,
  type Backlog,
  type InsightHours,
  type InsightPoint,
  type InsightsQuery,
  type InsightsSeries,
  type InsightsSeriesQuery,
  type InsightsSummary,
  type WebhookInsight,
} from '../../../contracts/insights';
import type { InstanceInsight } from '../../../contracts/instances';
import type { Instance } from '../domain/instance';
import { noLatencies, percentile } from '../domain/latency';
import { groupBy } from '../lib/group-by';
import type { BacklogStore, WaitingRow } from '../stores/backlog-store';
import { toIso, toIsoOrNull } from '../stores/database';
import type { InsightReader, InsightRow } from '../stores/insight-reader';
import type { StoredWebhook } from '../stores/webhook-store';
import { parse } from './webhook-input';

export interface InsightsDeps {
  insightReader: InsightReader;
  backlog: BacklogStore;
  webhooks: {
    ids(): string[];
    find(id: string): Pick<StoredWebhook, 'name' | 'enabled' | 'disabledReason'> | undefined;
  };
  /** Instances that live. */
  presence: { living(): Instance[] };
  now(): number;
}

/** Whole steps up to now; the last one is under way. */
interface StepRange {
  from: number;
  until: number;
  stepMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How much a point of a series is about. Hours are what the roll-up counts. */
const STEP_MS = {
  1: 5 * MINUTE_MS,
  24: HOUR_MS,
  168: 6 * HOUR_MS,
  720: 24 * HOUR_MS,
} as const satisfies Record<InsightHours, number>;

/** How many webhooks are named as the slowest, or the most failing. */
const NAMED = 5;

const hours = z.literal(INSIGHT_HOURS, `must be one of ${INSIGHT_HOURS.join(', ')}`).default(24);
const summaryQuery = z.strictObject({ hours });
const seriesQuery = z.strictObject({ hours, webhookId: z.string().max(100).optional() });

/** `strapi.plugin('lifecycle-webhooks').service('insights')` */
export function createInsightsService(deps: InsightsDeps) {
  const { insightReader, backlog, webhooks, now } = deps;

  const rangeOf = (given: InsightHours): StepRange => {
    const stepMs = STEP_MS[given];
    const until = now() + 1;
    const end = Math.ceil(until / stepMs) * stepMs;
    return { stepMs, from: end - given * HOUR_MS, until };
  };

  const ofWebhook = (
    id: string,
    rows: readonly InsightRow[],
    waiting: readonly WaitingRow[],
    range: StepRange
  ) => {
    const webhook = webhooks.find(id);
    return {
      webhookId: id,
      name: webhook?.name ?? null,
      enabled: webhook?.enabled ?? false,
      disabledReason: webhook?.disabledReason ?? null,
      ...insightOf(rows),
      backlog: backlogOf(waiting),
      points: inSteps(rows, range).map(([at, of]) => ({ at: toIso(at), ...countsOf(of) })),
    } satisfies WebhookInsight;
  };

  return {
    /**
     * What was attempted in the last `hours`, and what waits now: over all and by webhook.
     * @throws ValidationError
     */
    async summary(query: InsightsQuery = {}): Promise<InsightsSummary> {
      const { hours: given } = parse(summaryQuery, query);
      const range = rangeOf(given);
      const rows = await insightReader.read(range);
      const waiting = await backlog.read();
      const rowsById = groupBy(rows, ({ webhookId }) => webhookId);
      const waitingById = groupBy(waiting, ({ webhookId }) => webhookId);
      const ids = new Set([...webhooks.ids(), ...rowsById.keys(), ...waitingById.keys()]);
      const insights = [...ids].map((id) =>
        ofWebhook(id, rowsById.get(id) ?? [], waitingById.get(id) ?? [], range)
      );
      return {
        hours: given,
        from: toIso(range.from),
        until: toIso(range.until - 1),
        ...insightOf(rows),
        backlog: backlogOf(waiting),
        webhooks: insights,
        slowest: most(insights, ({ latencyMs }) => latencyMs.p95 ?? 0),
        failing: most(insights, ({ failed, retried }) => failed + retried),
      };
    },

    /**
     * What was attempted in the last `hours`, point by point: over all, or of one webhook.
     * @throws ValidationError; NotFoundError
     */
    async series(query: InsightsSeriesQuery = {}): Promise<InsightsSeries> {
      const { hours: given, webhookId } = parse(seriesQuery, query);
      if (webhookId !== undefined && webhooks.find(webhookId) === undefined) {
        throw new errors.NotFoundError(`There is no webhook '${webhookId}'`);
      }
      const range = rangeOf(given);
      const rows = await insightReader.read({ ...range, webhookId });
      const points: InsightPoint[] = inSteps(rows, range).map(([at, of]) => ({
        at: toIso(at),
        ...insightOf(of),
      }));
      return { hours: given, webhookId: webhookId ?? null, stepMs: range.stepMs, points };
    },

    /** Instances that live, by what they last said of themselves. */
    instances: (): InstanceInsight[] =>
      deps.presence.living().map((instance) => ({
        ...instance,
        startedAt: toIso(instance.startedAt),
        seenAt: toIso(instance.seenAt),
      })),
  };
}

/** Rows by the step they are of, the first first; none is left out. */
function inSteps(
  rows: readonly InsightRow[],
  { from, until, stepMs }: StepRange
): [at: number, rows: readonly InsightRow[]][] {
  const rowsByStep = groupBy(rows, ({ at }) => at - (at % stepMs));
  const steps: [number, readonly InsightRow[]][] = [];
  for (let at = from; at < until; at += stepMs) steps.push([at, rowsByStep.get(at) ?? []]);
  return steps;
}

function countsOf(rows: readonly InsightRow[]): AttemptCounts {
  const counts = { delivered: 0, retried: 0, failed: 0 };
  for (const row of rows) {
    counts.delivered += row.delivered;
    counts.retried += row.retried;
    counts.failed += row.failed;
  }
  return counts;
}

function insightOf(rows: readonly InsightRow[]): AttemptInsight {
  const counts = countsOf(rows);
  const durations = noLatencies();
  for (const row of rows) {
    row.durations.forEach((count, bucket) => {
      durations[bucket] = (durations[bucket] ?? 0) + count;
    });
  }
  const total = counts.delivered + counts.retried + counts.failed;
  return {
    ...counts,
    successRate: total === 0 ? null : counts.delivered / total,
    latencyMs: {
      p50: percentile(durations, 0.5),
      p95: percentile(durations, 0.95),
      p99: percentile(durations, 0.99),
    },
  };
}

function backlogOf(waiting: readonly WaitingRow[]): Backlog {
  const oldest = Math.min(...waiting.map(({ oldestAt }) => oldestAt));
  return {
    pending: waiting.reduce((sum, { pending }) => sum + pending, 0),
    oldestPendingAt: toIsoOrNull(waiting.length === 0 ? null : oldest),
  };
}

/** Those with the highest measure, leaving out those that have none. */
function most(insights: readonly WebhookInsight[], measure: (of: WebhookInsight) => number) {
  return insights
    .filter((insight) => measure(insight) > 0)
    .sort((one, other) => measure(other) - measure(one))
    .slice(0, NAMED);
}

export type InsightsService = ReturnType<typeof createInsightsService>;

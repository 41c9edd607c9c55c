import type { OutcomeKind } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { bucketOf, noLatencies, type Latencies } from '../domain/latency';
import type { Database } from './database';

/** The attempts of one webhook in one hour. */
export interface HourlyInsight {
  /** The hour's beginning, milliseconds since the epoch. */
  hour: number;
  webhookId: string;
  delivered: number;
  retried: number;
  failed: number;
  durations: Latencies;
}

interface AttemptGroup {
  webhook_id: string;
  outcome: OutcomeKind;
  duration_ms: number;
  count: number | string;
}

export const HOUR_MS = 3_600_000;

/**
 * How long after its end a time is counted once and for all: longer than an attempt that began in it takes
 * to be recorded, whatever happens to the instance that made it.
 */
export const SETTLED_AFTER_MS = 5 * 60_000;

export const COUNTED_AS = {
  delivered: 'delivered',
  retry: 'retried',
  failed: 'failed',
  gone: 'failed',
} as const satisfies Record<OutcomeKind, keyof HourlyInsight>;

/** What charts are drawn from: attempts, counted by hour and webhook. */
export function createInsightStore(db: Database) {
  return {
    /** Attempts from one time to before another, counted by webhook. */
    async count(hour: number, until: number): Promise<HourlyInsight[]> {
      const groups: AttemptGroup[] = await db
        .table(TABLES.attempts)
        .select('webhook_id', 'outcome', 'duration_ms')
        .count('* as count')
        .where('at', '>=', hour)
        .where('at', '<', until)
        .groupBy('webhook_id', 'outcome', 'duration_ms');
      const insights = new Map<string, HourlyInsight>();
      for (const { webhook_id: webhookId, outcome, duration_ms: duration, count } of groups) {
        const insight = insights.get(webhookId) ?? {
          ...{ hour, webhookId, delivered: 0, retried: 0, failed: 0 },
          durations: noLatencies(),
        };
        insights.set(webhookId, insight);
        insight[COUNTED_AS[outcome]] += Number(count);
        const bucket = bucketOf(duration);
        insight.durations[bucket] = (insight.durations[bucket] ?? 0) + Number(count);
      }
      return [...insights.values()];
    },

    /** Keeps an hour that is over; what another instance has kept already is the same. */
    async keep(insights: readonly HourlyInsight[]): Promise<void> {
      if (insights.length === 0) return;
      const rows = insights.map(({ webhookId, durations, ...rest }) => ({
        ...rest,
        webhook_id: webhookId,
        durations: JSON.stringify(durations),
      }));
      await db.table(TABLES.insights).insert(rows).onConflict(['hour', 'webhook_id']).ignore();
    },

    /** The last hour that was kept; undefined where none was. */
    async lastHour(): Promise<number | undefined> {
      const rows: { hour: number | string | null }[] = await db
        .table(TABLES.insights)
        .max('hour as hour');
      const hour = rows[0]?.hour ?? null;
      return hour === null ? undefined : Number(hour);
    },

    /** When the first attempt after a time was made; undefined where none was. */
    async firstAttemptAfter(time: number): Promise<number | undefined> {
      const row: { at: number | string } | undefined = await db
        .table(TABLES.attempts)
        .select('at')
        .where('at', '>=', time)
        .orderBy('at')
        .first();
      return row === undefined ? undefined : Number(row.at);
    },
  };
}

export type InsightStore = ReturnType<typeof createInsightStore>;

/** The beginning of the hour a time is in. */
export function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

export function nextHour(hour: number): number {
  return hour + HOUR_MS;
}

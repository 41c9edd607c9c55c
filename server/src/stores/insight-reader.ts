import { setImmediate } from 'node:timers/promises';
import type { OutcomeKind } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { LATENCY_BOUNDS_MS, noLatencies, type Latencies } from '../domain/latency';
import type { Database } from './database';
import { COUNTED_AS, HOUR_MS, nextHour, SETTLED_AFTER_MS } from './insight-store';

/** Attempts of one webhook within a span that begins at a time: an hour, or five minutes. */
export interface InsightRow {
  at: number;
  webhookId: string;
  delivered: number;
  retried: number;
  failed: number;
  durations: Latencies;
}

export interface InsightRange {
  /** A multiple of `stepMs`. */
  from: number;
  /** The first time that is not part of it: now. */
  until: number;
  /** What is to be told apart: five minutes, or a number of hours. */
  stepMs: number;
  webhookId?: string | undefined;
}

interface KeptRow {
  hour: number | string;
  webhook_id: string;
  delivered: number;
  retried: number;
  failed: number;
  durations: string;
}

interface CountedRow {
  webhook_id: string;
  outcome: OutcomeKind;
  bucket: number | string;
  count: number | string;
}

/** The class of a duration, as `bucketOf` has it. */
const BUCKET = [
  'case',
  ...LATENCY_BOUNDS_MS.map((bound, index) => `when ?? <= ${bound} then ${index}`),
  `else ${LATENCY_BOUNDS_MS.length} end as bucket`,
].join(' ');

/** What is counted at once. */
const SLOT_MS = 5 * 60_000;

/** For how long a slot may be asked for again; by then its hour is in the roll-up. */
const REMEMBERED_MS = 2 * HOUR_MS + SETTLED_AFTER_MS;

/**
 * Reads what was attempted: hours that are over from the roll-up, what came since from the attempts, whose
 * index on `at` holds all that is asked of them. Joins the caller's transaction.
 *
 * What came since is counted in slots of five minutes. One that is over for long enough does not change any
 * more, and is counted once; between two of them others get their turn, for SQLite counts in the thread of
 * the site.
 */
export function createInsightReader(db: Database) {
  const remembered = new Map<number, InsightRow[]>();

  const inHours = ({ from, until, webhookId }: InsightRange): Promise<InsightRow[]> =>
    db.join(async (trx) => {
      const query = db
        .table(TABLES.insights, trx)
        .select('hour', 'webhook_id', 'delivered', 'retried', 'failed', 'durations')
        .where('hour', '>=', from)
        .where('hour', '<', until);
      const rows: KeptRow[] = await (webhookId === undefined
        ? query
        : query.where('webhook_id', webhookId));
      return rows.map(({ hour, webhook_id: id, durations, ...counts }) => ({
        ...counts,
        at: Number(hour),
        webhookId: id,
        durations: JSON.parse(durations) as Latencies,
      }));
    });

  const inSlot = (at: number): Promise<InsightRow[]> =>
    db.join(async (trx) => {
      const columns = LATENCY_BOUNDS_MS.map(() => 'duration_ms');
      const groups: CountedRow[] = await db
        .table(TABLES.attempts, trx)
        .select('webhook_id', 'outcome', trx.raw(BUCKET, columns))
        .count('* as count')
        .where('at', '>=', at)
        .where('at', '<', at + SLOT_MS)
        .groupBy('webhook_id', 'outcome', 'bucket');
      return groups.map(({ webhook_id: webhookId, outcome, bucket, count }) => {
        const row = { at, webhookId, delivered: 0, retried: 0, failed: 0 };
        const durations = noLatencies();
        row[COUNTED_AS[outcome]] = durations[Number(bucket)] = Number(count);
        return { ...row, durations };
      });
    });

  const inSlots = async ({ from, until, webhookId }: InsightRange): Promise<InsightRow[]> => {
    const rows: InsightRow[] = [];
    for (let at = from - (from % SLOT_MS); at < until; at += SLOT_MS) {
      const known = remembered.get(at);
      const counted = known ?? (await inSlot(at));
      if (at + SLOT_MS + SETTLED_AFTER_MS <= until) remembered.set(at, counted);
      rows.push(...counted.filter((row) => webhookId === undefined || row.webhookId === webhookId));
      if (known === undefined) await setImmediate();
    }
    for (const at of remembered.keys()) if (at < until - REMEMBERED_MS) remembered.delete(at);
    return rows;
  };

  /** The first time whose attempts are not in the roll-up; undefined: there are no such attempts. */
  const firstUncounted = (from: number): Promise<number | undefined> =>
    db.join(async (trx) => {
      const hours: { hour: number | string | null }[] = await db
        .table(TABLES.insights, trx)
        .max('hour as hour');
      const last = hours[0]?.hour ?? null;
      const seam = last === null ? from : Math.max(from, nextHour(Number(last)));
      const first: { at: number | string } | undefined = await db
        .table(TABLES.attempts, trx)
        .select('at')
        .where('at', '>=', seam)
        .orderBy('at')
        .first();
      return first === undefined ? undefined : Number(first.at);
    });

  return {
    /** In no order; several rows may be of the same webhook and time. */
    async read(range: InsightRange): Promise<InsightRow[]> {
      if (range.stepMs < HOUR_MS) return inSlots(range);
      // First: an hour that is kept meanwhile must not be counted as well.
      const seam = (await firstUncounted(range.from)) ?? range.until;
      const until = Math.min(Math.floor(seam / HOUR_MS) * HOUR_MS, range.until);
      return [
        ...(await inHours({ ...range, until })),
        ...(await inSlots({ ...range, from: seam })),
      ];
    },
  };
}

export type InsightReader = ReturnType<typeof createInsightReader>;

import { bucketOf, noLatencies } from '../../server/src/domain/latency';
import type { TestStrapi } from '../helpers/strapi';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface PlannedAttempt {
  at: number;
  webhookId: string;
  outcome: 'delivered' | 'retry' | 'failed';
  durationMs: number;
}

const OUTCOMES = ['delivered', 'delivered', 'retry', 'failed'] as const;

/** The same in each run: attempts over 40 days, more and more of them. */
export function planAttempts(webhookIds: readonly string[], now: number): PlannedAttempt[] {
  const planned: PlannedAttempt[] = [];
  let seed = 7;
  const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let back = 60_000; back < 40 * DAY_MS; back = Math.round(back * 1.02) + 60_000) {
    const webhookId = webhookIds[next(webhookIds.length)] ?? '';
    const outcome = OUTCOMES[next(OUTCOMES.length)] ?? 'failed';
    planned.push({ at: now - back, webhookId, outcome, durationMs: next(4_000) });
  }
  return planned;
}

/** Writes attempts as they are kept: by hour before a time, one by one from then on. */
export async function keepAttempts(
  app: TestStrapi,
  planned: readonly PlannedAttempt[],
  seam: number
): Promise<void> {
  const rows = (table: string) => app.strapi.db.connection(`lifecycle_webhooks_${table}`);
  const hours = new Map<string, Record<string, unknown> & { durations: number[] }>();
  let index = 0;
  for (const { at, webhookId, outcome, durationMs } of planned) {
    if (at >= seam) {
      await rows('attempts').insert({
        ...{ delivery_id: `dlv_${(index += 1)}`, webhook_id: webhookId, number: 1, at, outcome },
        ...{ duration_ms: durationMs, response_headers: '{}', response_body: '' },
      });
      continue;
    }
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    const key = `${hour} ${webhookId}`;
    const row = hours.get(key) ?? {
      ...{ hour, webhook_id: webhookId, delivered: 0, retried: 0, failed: 0 },
      durations: noLatencies(),
    };
    hours.set(key, row);
    const column = outcome === 'retry' ? 'retried' : outcome;
    row[column] = Number(row[column]) + 1;
    row.durations[bucketOf(durationMs)] = (row.durations[bucketOf(durationMs)] ?? 0) + 1;
  }
  const kept = [...hours.values()].map((row) => ({
    ...row,
    durations: JSON.stringify(row.durations),
  }));
  for (const row of kept) await rows('insights').insert(row);
}

export const countsOf = (planned: readonly PlannedAttempt[]) => ({
  delivered: planned.filter(({ outcome }) => outcome === 'delivered').length,
  retried: planned.filter(({ outcome }) => outcome === 'retry').length,
  failed: planned.filter(({ outcome }) => outcome === 'failed').length,
});

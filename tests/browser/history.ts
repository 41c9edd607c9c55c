import knex from 'knex';
import { bucketOf, noLatencies } from '../../server/src/domain/latency';
import type { SeededSite } from './seed';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAYS = 30;

interface Habit {
  /** Attempts in an hour in which people work. */
  perHour: number;
  typicalMs: number;
  /** The part of attempts that fail, `back` hours ago. */
  failing(back: number): number;
}

const WEBHOOKS: Partial<Record<keyof SeededSite['webhooks'], Habit>> = {
  site: { perHour: 60, typicalMs: 180, failing: (back) => (back % 61 === 9 ? 0.3 : 0.004) },
  search: { perHour: 34, typicalMs: 45, failing: () => 0.001 },
  newsletter: { perHour: 9, typicalMs: 400, failing: (back) => (back < 5 ? 0.95 : 0.01) },
  warehouse: { perHour: 16, typicalMs: 900, failing: (back) => (back % 24 === 7 ? 0.5 : 0.09) },
};

/** The same in each run. */
function createRandom(): () => number {
  let seed = 7;
  return () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/**
 * Gives a site that was seeded a moment ago the month before: attempts of every hour as they are kept, and
 * deliveries that are minutes and hours old. Nothing but the tables can be told what the time was.
 */
export async function ageSite(databaseFile: string, site: SeededSite): Promise<void> {
  const db = knex({
    client: 'better-sqlite3',
    connection: { filename: databaseFile },
    useNullAsDefault: true,
  });
  try {
    await db.transaction(async (trx) => {
      await trx.batchInsert('lifecycle_webhooks_insights', hoursOf(site, Date.now()), 50);
      await ageDeliveries(trx);
    });
  } finally {
    await db.destroy();
  }
}

function hoursOf(site: SeededSite, now: number): object[] {
  const random = createRandom();
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS;
  const rows: object[] = [];
  for (let back = DAYS * 24; back > 0; back -= 1) {
    const hour = thisHour - back * HOUR_MS;
    const workload = workloadAt(new Date(hour));
    for (const [name, habit] of Object.entries(WEBHOOKS)) {
      const count = Math.round(habit.perHour * workload * (0.6 + 0.8 * random()));
      if (count === 0) continue;
      const bad = Math.min(count, Math.round(count * habit.failing(back) + random() * 0.6));
      const failed = Math.floor(bad / 4);
      const durations = noLatencies();
      for (let index = 0; index < count; index += 1) {
        // Most take about as long, and a few very much longer.
        const bucket = bucketOf(habit.typicalMs * Math.exp(1.6 * random() ** 4 - 0.3));
        durations[bucket] = (durations[bucket] ?? 0) + 1;
      }
      rows.push({
        hour,
        webhook_id: site.webhooks[name as keyof SeededSite['webhooks']].id,
        ...{ delivered: count - bad, retried: bad - failed, failed },
        durations: JSON.stringify(durations),
      });
    }
  }
  return rows;
}

/** Little at night, less at the weekend. */
function workloadAt(time: Date): number {
  const byHour = 0.15 + 0.85 * Math.max(0, Math.sin(((time.getUTCHours() - 5) / 15) * Math.PI));
  const isWeekend = [0, 6].includes(time.getUTCDay());
  return isWeekend ? byHour * 0.6 : byHour;
}

interface DeliveryRow {
  delivery_id: string;
  event_id: string;
  status: string;
}

async function ageDeliveries(trx: knex.Knex): Promise<void> {
  const random = createRandom();
  const rows: DeliveryRow[] = await trx('lifecycle_webhooks_deliveries')
    .select('delivery_id', 'event_id', 'status')
    .orderBy('delivery_id', 'desc');
  const ageOf = new Map<string, number>();
  let ageMs = 0;
  for (const { delivery_id: id, event_id: event, status } of rows) {
    // What one event brought is as old as the event.
    if (!ageOf.has(event)) ageOf.set(event, (ageMs += Math.round((1 + 8 * random()) * MINUTE_MS)));
    const age = ageOf.get(event) ?? 0;
    const earlier = (column: string) => trx.raw('?? - ?', [column, age]);
    await trx('lifecycle_webhooks_deliveries')
      .where('delivery_id', id)
      .update({
        created_at: earlier('created_at'),
        delivered_at: earlier('delivered_at'),
        ...(status === 'pending' ? { due_at: Date.now() + 4 * MINUTE_MS + age } : {}),
      });
    await trx('lifecycle_webhooks_attempts')
      .where('delivery_id', id)
      .update({ at: earlier('at') });
  }
  for (const [event, age] of ageOf) {
    await trx('lifecycle_webhooks_events')
      .where('event_id', event)
      .update({ created_at: trx.raw('created_at - ?', [age]) });
  }
}

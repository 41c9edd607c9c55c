import { errors } from '@strapi/utils';
import type { InsightHours, InsightsSeries } from '../../contracts/insights';
import { relayed } from '../helpers/events';
import { until } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';
import { countsOf, keepAttempts, planAttempts, type PlannedAttempt } from './insights-setup';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PREFIX = 'lifecycle_webhooks';

/** Within an hour, and far from its ends: the tests' own attempts are all in one. */
let NOW = Date.UTC(2031, 4, 14, 13, 40);

let setup: DeliverySetup;
const realNow = Date.now.bind(Date);
const startedAt = realNow();

beforeAll(async () => {
  jest.spyOn(Date, 'now').mockImplementation(() => NOW + realNow() - startedAt);
  const config = { retrySchedule: ['0s', '1h'], retryJitter: 0 };
  setup = await startDeliveries({ config });
});

/** A day of its own for each test: what was counted of an hour that is over is not counted again. */
beforeEach(() => {
  NOW += DAY_MS;
});

afterEach(async () => {
  await setup.clear();
  for (const table of ['deliveries', 'attempts', 'insights']) await rows(table).delete();
});

afterAll(async () => {
  await setup?.stop();
  jest.restoreAllMocks();
});

const insights = () => setup.app.service('insights');
/** The hour that is under way is not counted yet. */
const keep = (attempts: readonly PlannedAttempt[]) =>
  keepAttempts(setup.app, attempts, Math.floor(NOW / HOUR_MS) * HOUR_MS);
const rows = (table: string) => setup.app.strapi.db.connection(`${PREFIX}_${table}`);

const NOTHING = {
  delivered: 0,
  retried: 0,
  failed: 0,
  successRate: null,
  latencyMs: { p50: null, p95: null, p99: null },
};

describe('what was attempted', () => {
  test('is counted by outcome, over all and by webhook, with what waits', async () => {
    const well = await setup.webhook({ name: 'well' });
    const ill = await setup.webhook({ name: 'ill', url: `${setup.receiver.url}/ill` });
    const gone = await setup.webhook({
      name: 'spent',
      url: `${setup.receiver.url}/ill`,
      maxAttempts: 1,
    });
    setup.receiver.answerWith(({ path }, response) => {
      response.writeHead(path === '/ill' ? 500 : 200).end();
    });
    const before = Date.now();
    for (let index = 0; index < 3; index += 1) await setup.newNote();
    await relayed(setup.app);
    await until(
      async () => Number((await rows('attempts').count('* as count'))[0]?.count) === 9,
      () => 'not all was attempted'
    );
    const summary = await insights().summary({ hours: 1 });
    expect(summary).toMatchObject({
      hours: 1,
      delivered: 3,
      retried: 3,
      failed: 3,
      successRate: 3 / 9,
      backlog: { pending: 3, oldestPendingAt: expect.any(String) },
    });
    const oldest = Date.parse(summary.backlog.oldestPendingAt ?? '');
    expect(oldest).toBeGreaterThanOrEqual(before);
    expect(oldest).toBeLessThanOrEqual(Date.now());
    expect(summary.latencyMs.p50).toBeGreaterThan(0);

    const byId = new Map(summary.webhooks.map((insight) => [insight.webhookId, insight]));
    const idle = { pending: 0, oldestPendingAt: null };
    expect(byId.get(well)).toMatchObject({
      ...{ name: 'well', enabled: true, delivered: 3, retried: 0, failed: 0, successRate: 1 },
      backlog: idle,
    });
    expect(byId.get(ill)).toMatchObject({
      ...{ name: 'ill', delivered: 0, retried: 3, failed: 0, successRate: 0 },
      backlog: { pending: 3, oldestPendingAt: summary.backlog.oldestPendingAt },
    });
    const failedOverTime = byId.get(gone)?.points.map(({ failed }) => failed) ?? [];
    expect(failedOverTime).toHaveLength(12);
    expect(failedOverTime.reduce((sum, failed) => sum + failed, 0)).toBe(3);
    expect(byId.get(gone)).toMatchObject({ retried: 0, failed: 3, backlog: idle });
    expect(summary.failing.map(({ webhookId }) => webhookId).sort()).toEqual([ill, gone].sort());

    await setup.app.service('deliveries').discard({ webhookId: ill });
    expect((await insights().summary({ hours: 1 })).backlog).toEqual(idle);
    await setup.app.service('webhooks').delete(gone);
    const later = await insights().summary();
    expect(later.hours).toBe(24);
    const left = later.webhooks.find(({ webhookId }) => webhookId === gone);
    expect(left).toMatchObject({ name: null, enabled: false, failed: 3 });
  });

  test('is nothing where there was none', async () => {
    const id = await setup.webhook();
    const summary = await insights().summary();
    expect(summary).toMatchObject({ ...NOTHING, slowest: [], failing: [] });
    expect(summary.webhooks).toEqual([
      {
        ...{ webhookId: id, name: 'new notes', enabled: true, disabledReason: null, ...NOTHING },
        backlog: { pending: 0, oldestPendingAt: null },
        points: expect.any(Array),
      },
    ]);
    const { points } = await insights().series({ webhookId: id });
    for (const point of points) expect(point).toMatchObject(NOTHING);
  });

  test('of a webhook that waits for another hour is the oldest, not the one due first', async () => {
    await setup.webhook({ name: 'ill' });
    setup.receiver.answerWith((_request, response) => response.writeHead(500).end());
    await setup.newNote();
    await relayed(setup.app);
    await until(
      async () => (await rows('deliveries').where({ attempt_count: 1 })).length === 1,
      () => 'not attempted'
    );
    const [first] = (await rows('deliveries')) as { created_at: number | string }[];
    await rows('deliveries').insert({
      ...{
        delivery_id: 'dlv_later',
        event_id: 'evt_later',
        webhook_id: 'whk_x',
        type: 'entry.create',
      },
      ...{ shape: 'strapi', status: 'pending', attempt_count: 0, manual_count: 0 },
      ...{ due_at: Date.now() + 2 * HOUR_MS, created_at: Date.now() + 1_000 },
    });
    expect((await insights().summary()).backlog).toEqual({
      pending: 2,
      oldestPendingAt: new Date(Number(first?.created_at)).toISOString(),
    });
  });
});

describe('a series', () => {
  test.each<[InsightHours, number, number]>([
    [24, HOUR_MS, 24],
    [168, 6 * HOUR_MS, 28],
    [720, DAY_MS, 30],
  ])(
    'of %i hours has points of %i ms, each with what was attempted in it',
    async (hours, stepMs, count) => {
      const ids = [await setup.webhook(), await setup.webhook()];
      const planned = planAttempts(ids, NOW);
      await keep(planned);
      const expected = (series: InsightsSeries, of: readonly PlannedAttempt[]) =>
        series.points.map((point) => {
          const from = Date.parse(point.at);
          return countsOf(of.filter(({ at }) => at >= from && at < from + stepMs));
        });
      for (const webhookId of [undefined, ...ids]) {
        const series = await insights().series({ hours, webhookId });
        expect(series).toMatchObject({ hours, stepMs, webhookId: webhookId ?? null });
        expect(series.points).toHaveLength(count);
        const own = planned.filter((it) => webhookId === undefined || it.webhookId === webhookId);
        expect(
          series.points.map(({ delivered, retried, failed }) => ({ delivered, retried, failed }))
        ).toEqual(expected(series, own));
        const last = Date.parse(series.points.at(-1)?.at ?? '');
        expect(last % stepMs).toBe(0);
        expect(Date.now() - last).toBeLessThan(stepMs);
      }
      const from = Date.parse((await insights().series({ hours })).points[0]?.at ?? '');
      const summary = await insights().summary({ hours });
      const within = planned.filter(({ at }) => at >= from);
      expect(summary).toMatchObject({ from: new Date(from).toISOString(), ...countsOf(within) });
      for (const { webhookId, delivered, retried, failed } of summary.webhooks) {
        const own = within.filter((it) => it.webhookId === webhookId);
        expect({ delivered, retried, failed }).toEqual(countsOf(own));
      }
    }
  );

  test('of an hour has points of five minutes, from the attempts themselves', async () => {
    const id = await setup.webhook();
    const slow = { webhookId: id, outcome: 'delivered', durationMs: 3_000 } as const;
    const fast = { ...slow, durationMs: 4 };
    await keep([
      { ...fast, at: NOW - 60_000 },
      { ...fast, at: NOW - 70_000 },
      { ...slow, at: NOW - 80_000 },
      { ...slow, at: NOW - 12 * 60_000, outcome: 'failed' },
    ]);
    const { stepMs, points } = await insights().series({ hours: 1, webhookId: id });
    expect(stepMs).toBe(300_000);
    expect(points).toHaveLength(12);
    const [before, between, last, present] = points.slice(-4);
    expect(before).toMatchObject({ delivered: 0, failed: 1, successRate: 0 });
    expect(between).toMatchObject(NOTHING);
    expect(last).toMatchObject({
      ...{ at: new Date(NOW - 5 * 60_000).toISOString(), delivered: 3, successRate: 1 },
      latencyMs: { p50: 5, p95: 4_200, p99: 4_200 },
    });
    expect(present).toMatchObject({ ...NOTHING, at: new Date(NOW).toISOString() });
  });
});

test('the slowest are named by their 95th percentile, the most failing by their failures', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 7; index += 1) ids.push(await setup.webhook());
  const planned = ids.flatMap((webhookId, index) =>
    Array.from({ length: 7 }, (_, turn) => ({
      ...{ at: NOW - 1_000 - turn, webhookId, durationMs: 10 ** (index % 4) },
      outcome: turn < index ? ('retry' as const) : ('delivered' as const),
    }))
  );
  await keep(planned);
  const { slowest, failing } = await insights().summary({ hours: 1 });
  expect(failing.map(({ webhookId }) => webhookId)).toEqual(ids.slice(2).reverse());
  expect(slowest).toHaveLength(5);
  expect(slowest[0]?.webhookId).toBe(ids[3]);
  const percentiles = slowest.map(({ latencyMs }) => latencyMs.p95 ?? 0);
  expect(percentiles).toEqual([...percentiles].sort((one, other) => other - one));
});

test('insights can be asked for in a transaction of the caller', async () => {
  await setup.webhook();
  await setup.app.strapi.db.transaction(async () => {
    expect(await insights().summary()).toMatchObject(NOTHING);
    expect((await insights().series({ hours: 168 })).points).toHaveLength(28);
  });
});

/** SQLite alone says how it reads, in words that can be checked. */
const onSqlite = DATABASE === 'SQLite' ? test : test.skip;

onSqlite('no query reads a whole table, and what is over is counted once', async () => {
  const id = await setup.webhook();
  await keep(planAttempts([id], NOW).slice(0, 50));
  const { connection } = setup.app.strapi.db;
  const asked: { sql: string; bindings: readonly unknown[] }[] = [];
  const listen = (query: { sql: string; bindings: readonly unknown[] }) => asked.push(query);
  connection.on('query', listen);
  await insights().summary({ hours: 24 });
  await insights().series({ hours: 24, webhookId: id });
  connection.off('query', listen);
  // The queue looks at lanes meanwhile.
  const own = asked.filter(
    ({ sql }) =>
      /^select/i.test(sql) && /_(attempts|insights|deliveries)`/.test(sql) && !/_lanes`/.test(sql)
  );
  const counted = own.filter(({ sql }) => /_attempts`/.test(sql) && /group by/.test(sql)).length;
  // Nine slots, and two of them, which are not over for long, once more.
  expect(counted).toBeGreaterThanOrEqual(9);
  expect(counted).toBeLessThanOrEqual(9 + 2);
  for (const { sql, bindings } of own) {
    const steps = (await connection.raw(`explain query plan ${sql}`, [
      ...bindings,
    ] as string[])) as {
      detail: string;
    }[];
    for (const { detail } of steps) {
      if (/lifecycle_webhooks_/.test(detail)) expect(detail).toMatch(/^SEARCH .* USING .*INDEX/);
    }
    if (/_attempts`/.test(sql)) expect(JSON.stringify(steps)).toContain('COVERING INDEX');
  }
});

describe('insights are refused', () => {
  test.each([{ hours: 2 }, { hours: '24' }, { hours: null }, { days: 1 }, null, 24])(
    'for %j',
    async (query) => {
      for (const ask of [insights().summary, insights().series]) {
        await expect(ask(query as never)).rejects.toThrow(errors.ValidationError);
      }
    }
  );

  test('and say which ranges there are', async () => {
    await expect(insights().summary({ hours: 5 as never })).rejects.toThrow(
      'hours: must be one of 1, 24, 168, 720'
    );
  });

  test('for a webhook there is not', async () => {
    await expect(insights().series({ webhookId: 'whk_nothing' })).rejects.toThrow(
      errors.NotFoundError
    );
  });
});

import { bucketOf } from '../../server/src/domain/latency';
import type { AttemptRecord } from '../../server/src/domain/delivery';
import { HOUR_MS, hourOf } from '../../server/src/stores/insight-store';
import type { StoreHarness } from './tables';

/** What is counted, and who is there. */
export function upkeepSuite(harness: () => StoreHarness) {
  const attempt = (other: Partial<AttemptRecord>): AttemptRecord => ({
    ...{ deliveryId: harness().newId('dlv'), webhookId: 'whk_1', number: 1, at: 0, durationMs: 1 },
    ...{ outcome: 'delivered', reason: null, responseCode: 200 },
    ...{ responseHeaders: {}, responseBody: '' },
    ...other,
  });
  const append = (...attempts: AttemptRecord[]) => {
    const { db, stores } = harness();
    return db.transaction((trx) => stores.attempts.append(attempts, trx));
  };

  test('attempts are counted by hour, webhook, outcome and duration', async () => {
    const { stores, now } = harness();
    const hour = hourOf(now());
    await append(
      ...[
        attempt({ at: hour - 1 }),
        attempt({ at: hour, durationMs: 4 }),
        attempt({ at: hour + 1, outcome: 'retry', durationMs: 70_000 }),
        attempt({ at: hour + HOUR_MS - 1, outcome: 'gone' }),
        attempt({ at: hour + 2, outcome: 'failed', webhookId: 'whk_2' }),
        attempt({ at: hour + HOUR_MS }),
      ]
    );
    const counted = await stores.insights.count(hour, hour + HOUR_MS);
    const [one, two] = counted.sort((a, b) => a.webhookId.localeCompare(b.webhookId));
    expect(one).toMatchObject({ hour, webhookId: 'whk_1', delivered: 1, retried: 1, failed: 1 });
    expect(two).toMatchObject({ hour, webhookId: 'whk_2', delivered: 0, retried: 0, failed: 1 });
    const filled = one?.durations.flatMap((count, bucket) => (count > 0 ? [bucket] : []));
    expect(filled).toEqual([bucketOf(1), bucketOf(4), bucketOf(70_000)]);
    expect(await stores.insights.firstAttemptAfter(hour)).toBe(hour);
    expect(await stores.insights.firstAttemptAfter(hour + HOUR_MS + 1)).toBeUndefined();
  });

  test('an hour is kept once, whoever counts it, and read as it was counted', async () => {
    const { stores, now } = harness();
    const hour = hourOf(now()) - HOUR_MS;
    await append(attempt({ at: hour + 5, durationMs: 12 }), attempt({ at: hour + 6 }));
    expect(await stores.insights.lastHour()).toBeUndefined();
    const counted = await stores.insights.count(hour, hour + HOUR_MS);
    await Promise.all([1, 2, 3].map(() => stores.insights.keep(counted)));
    expect(await stores.insights.lastHour()).toBe(hour);
    const range = { from: hour, until: hour + HOUR_MS, stepMs: HOUR_MS };
    const [{ hour: at, ...rest } = { hour: 0 }] = counted;
    expect(await stores.insightReader.read(range)).toEqual([{ at, ...rest }]);
    expect(await stores.insightReader.read({ ...range, webhookId: 'whk_2' })).toEqual([]);
  });

  test('what waits is told by webhook, with the oldest and what is due', async () => {
    const { stores, deliveries, deliveryOf, set, now, wait } = harness();
    const at = now();
    const retried = deliveryOf({ dueAt: at + 60_000 });
    await deliveries(retried);
    wait(1_000);
    await deliveries(...Array.from({ length: 5 }, () => deliveryOf()));
    const ended = deliveryOf({ webhookId: 'whk_2' });
    await deliveries(ended);
    await set([ended.id], { status: 'delivered' });
    const waiting = { webhookId: 'whk_1', pending: 6, oldestAt: at };
    expect(await stores.backlog.read()).toEqual([waiting]);
    const due = (most: number) => stores.backlog.due(['whk_1', 'whk_2'], now(), most);
    expect(await due(10)).toEqual([{ webhookId: 'whk_1', due: 5, oldestDueAt: now() }]);
    expect(await due(3)).toEqual([{ webhookId: 'whk_1', due: 3, oldestDueAt: now() }]);
    expect(await stores.backlog.due([], now(), 3)).toEqual([]);
  });

  test('an instance is there from when it says so, with what it said last, until it is removed', async () => {
    const { stores, newId, now } = harness();
    const instance = {
      ...{ id: newId('ins'), role: 'deliver' as const, host: 'a-host', pid: 12, version: '1.2.3' },
      ...{ concurrency: 64, startedAt: now(), seenAt: now() },
      ...{ attemptsPerMinute: 3, deliveredPerMinute: 2 },
    };
    const own = async () => (await stores.instances.all()).filter(({ id }) => id === instance.id);
    await stores.instances.see(instance);
    const later = { ...instance, seenAt: now() + 5_000, attemptsPerMinute: 9 };
    await stores.instances.see(later);
    expect(await own()).toEqual([later]);
    await stores.instances.remove([instance.id]);
    expect(await own()).toEqual([]);
  });
}

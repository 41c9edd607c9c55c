import type { DueDelivery } from '../../server/src/domain/delivery';
import { until } from '../helpers/receiver';
import { resultOf, type QueueHarness, type Runner } from './harness';

const PRODUCERS = 20;
const CONSUMERS = 20;
const DELIVERIES = 4_000;
const PER_TRANSACTION = 20;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** What every implementation of the port keeps to, on every database. */
export function deliveryQueueSuite(start: () => Promise<QueueHarness>): void {
  let harness: QueueHarness;
  let runners: Runner[] = [];

  beforeAll(async () => {
    harness = await start();
  });
  afterEach(async () => {
    await Promise.all(runners.map(({ queue }) => queue.stop()));
    runners = [];
  });
  afterAll(() => harness?.stop());

  const open = (options: Parameters<QueueHarness['open']>[0]): Runner => {
    const runner = harness.open(options);
    runners.push(runner);
    void runner.queue.start();
    return runner;
  };
  const webhooks = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    while (ids.length < count) ids.push(await harness.webhook());
    return ids;
  };
  const wake = () => runners.forEach(({ queue }) => queue.wake());
  const allDelivered = async (webhookIds: readonly string[], count: number) => {
    let statuses = {};
    await until(
      async () => {
        statuses = await harness.statuses(webhookIds);
        return JSON.stringify(statuses) === JSON.stringify({ delivered: count });
      },
      () => JSON.stringify(statuses)
    );
  };

  test(`${CONSUMERS} consumers run what ${PRODUCERS} producers put, each delivery once`, async () => {
    const webhookIds = await webhooks(4);
    const runs = new Map<string, number>();
    const perform = async (delivery: DueDelivery) => {
      runs.set(delivery.id, (runs.get(delivery.id) ?? 0) + 1);
      await pause(Math.random() * 3);
      return resultOf(delivery, 'delivered');
    };
    times(CONSUMERS, () => open({ perform }));
    const put: string[] = [];
    await Promise.all(
      times(PRODUCERS, async (producer) => {
        const webhookId = webhookIds[producer % webhookIds.length] ?? '';
        for (let round = 0; round < DELIVERIES / PRODUCERS / PER_TRANSACTION; round += 1) {
          put.push(...(await harness.put(times(PER_TRANSACTION, () => ({ webhookId })))));
          wake();
        }
      })
    );
    await allDelivered(webhookIds, DELIVERIES);
    expect(put).toHaveLength(DELIVERIES);
    expect(put.filter((id) => runs.get(id) !== 1)).toEqual([]);
    expect(runs.size).toBe(DELIVERIES);
  });

  test('a limit of requests to one webhook holds over all consumers', async () => {
    const webhookId = await harness.webhook();
    let underWay = 0;
    let most = 0;
    const perform = async (delivery: DueDelivery) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await pause(5);
      underWay -= 1;
      return resultOf(delivery, 'delivered');
    };
    times(8, () => open({ perform, limits: { concurrency: 5 } }));
    await harness.put(times(200, () => ({ webhookId })));
    wake();
    await allDelivered([webhookId], 200);
    expect(most).toBeLessThanOrEqual(5);
    expect(most).toBeGreaterThan(1);
  });

  test('what is claimed as it is written runs once, with its body, and within the limit', async () => {
    const webhookId = await harness.webhook();
    const runs = new Map<string, number>();
    let underWay = 0;
    let most = 0;
    const perform = async (delivery: DueDelivery) => {
      expect(delivery.body).toBe(delivery.eventId);
      runs.set(delivery.id, (runs.get(delivery.id) ?? 0) + 1);
      underWay += 1;
      most = Math.max(most, underWay);
      await pause(Math.random() * 5);
      underWay -= 1;
      return resultOf(delivery, 'delivered');
    };
    times(4, () => open({ perform, limits: { concurrency: 5 } }));
    const written = await Promise.all(
      runners.flatMap(({ queue }) =>
        times(15, async (index) => {
          const deliveries = times((index % 5) + 1, () => ({ webhookId }));
          // Some come as they always did, from one that only writes.
          return index % 4 === 0 ? harness.put(deliveries) : harness.admit(queue, deliveries);
        })
      )
    );
    const ids = written.flat();
    await allDelivered([webhookId], ids.length);
    expect(ids.filter((id) => runs.get(id) !== 1)).toEqual([]);
    expect(runs.size).toBe(ids.length);
    expect(most).toBeLessThanOrEqual(5);
  });

  test('what was claimed by a transaction that is undone does not run', async () => {
    const webhookId = await harness.webhook();
    const ran: string[] = [];
    const { queue } = open({
      perform: async (delivery) => {
        ran.push(delivery.id);
        return resultOf(delivery, 'delivered');
      },
    });
    const undone = harness.admit(queue, [{ webhookId }, { webhookId }], { fails: true });
    await expect(undone).rejects.toThrow('on purpose');
    const ids = await harness.admit(queue, [{ webhookId }]);
    await allDelivered([webhookId], 1);
    expect(ran).toEqual(ids);
  });

  test('what was put is there for a consumer that comes later', async () => {
    const webhookId = await harness.webhook();
    const put = await harness.put(times(5, () => ({ webhookId })));
    const ran: string[] = [];
    open({
      perform: async (delivery) => {
        ran.push(delivery.id);
        return resultOf(delivery, 'delivered');
      },
    });
    await allDelivered([webhookId], 5);
    expect(ran.sort()).toEqual(put);
  });

  test('what a consumer held that hangs goes to another, and its late result changes nothing', async () => {
    const webhookId = await harness.webhook();
    const [id = ''] = await harness.put([{ webhookId }]);
    let finishLate: () => void = () => undefined;
    let isTaken = false;
    const dying = open({
      perform: (delivery) => {
        isTaken = true;
        return new Promise((resolve) => {
          finishLate = () => resolve(resultOf(delivery, 'retry', 60_000));
        });
      },
    });
    await until(
      () => isTaken,
      () => 'not taken'
    );
    dying.die();
    const perform = async (delivery: DueDelivery) => resultOf(delivery, 'delivered');
    // Its clock says that the lease has run out.
    open({ perform, ahead: 10_000 });
    await allDelivered([webhookId], 1);
    finishLate();
    await dying.queue.stop();
    expect(await harness.statuses([webhookId])).toEqual({ delivered: 1 });
    expect(await harness.attempts(id)).toBe(1);
  });

  test('a lease is prolonged by who holds it, and not by who did before and thinks so still', async () => {
    const ahead = 60_000;
    const webhookId = await harness.webhook();
    const [id = ''] = await harness.put([{ webhookId }]);
    const begun: string[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const openAs = async (name: string, options: { ahead?: number } = {}) => {
      const perform = async (delivery: DueDelivery) => {
        begun.push(name);
        await released;
        return resultOf(delivery, 'delivered');
      };
      open({ perform, ...options });
      await until(
        async () => begun.includes(name),
        () => `${name} did not get it`
      );
    };
    await openAs('first');
    // Either prolongs every two seconds what it holds: not both in the same moment.
    await pause(1_000);
    // By whose clock the lease has ended.
    await openAs('second', { ahead });
    const shortest: number[] = [];
    for (const start = Date.now(); Date.now() < start + 5_000; await pause(100)) {
      shortest.push((await harness.heldUntil(id)) - Date.now());
    }
    release();
    expect(Math.min(...shortest)).toBeGreaterThan(ahead);
    await allDelivered([webhookId], 1);
    expect(await harness.attempts(id)).toBe(1);
  });

  test('what is retried is not run before it is due', async () => {
    const webhookId = await harness.webhook();
    const runs: number[] = [];
    open({
      perform: async (delivery) => {
        runs.push(Date.now());
        return resultOf(delivery, runs.length === 1 ? 'retry' : 'delivered', 1_200);
      },
    });
    await harness.put([{ webhookId }]);
    wake();
    await allDelivered([webhookId], 1);
    expect((runs[1] ?? 0) - (runs[0] ?? 0)).toBeGreaterThanOrEqual(1_195);
  });

  test('deliveries of one document run one at a time and in order, over all consumers', async () => {
    const webhookId = await harness.webhook();
    const [documents, each] = [6, 15];
    const put = await harness.put(
      times(documents * each, (index) => ({ webhookId, orderKey: `doc-${index % documents}` }))
    );
    const documentOf = new Map(put.map((id, index) => [id, index % documents]));
    const done: string[][] = times(documents, () => []);
    const underWay = new Set<number>();
    let hasFailed = false;
    const perform = async (delivery: DueDelivery) => {
      const document = documentOf.get(delivery.id) ?? -1;
      expect(underWay.has(document)).toBe(false);
      underWay.add(document);
      await pause(Math.random() * 4);
      underWay.delete(document);
      // One is to be tried again: those behind it wait.
      if (!hasFailed && document === 2) {
        hasFailed = true;
        return resultOf(delivery, 'retry', 700);
      }
      done[document]?.push(delivery.id);
      return resultOf(delivery, 'delivered');
    };
    times(5, () => open({ perform, limits: { ordered: true } }));
    await allDelivered([webhookId], documents * each);
    done.forEach((ids, document) => {
      expect(ids).toEqual(put.filter((id) => documentOf.get(id) === document));
    });
  });

  test('what waits behind a refused change of its document hides no other document', async () => {
    const webhookId = await harness.webhook();
    const [refused] = await harness.put(times(2_000, () => ({ webhookId, orderKey: 'busy' })));
    const done: string[] = [];
    const { looks } = open({
      limits: { ordered: true, concurrency: 1 },
      perform: async (delivery) => {
        if (delivery.id === refused) return resultOf(delivery, 'retry', 3_600_000);
        done.push(delivery.id);
        return resultOf(delivery, 'delivered');
      },
    });
    wake();
    await until(
      async () => (await harness.attempts(refused!)) === 1,
      () => 'it is not refused'
    );
    const before = looks();
    const [quiet] = await harness.put([{ webhookId, orderKey: 'quiet' }]);
    wake();
    await until(
      () => done.length > 0,
      () => 'it waits'
    );
    expect(done).toEqual([quiet]);
    // One may be under way, and one have lost to another; a thousand were behind by a look each before.
    expect(looks() - before).toBeLessThanOrEqual(4);
    await harness.discard(webhookId);
  });

  test('one document is sent one at a time, though an earlier delivery is asked for again meanwhile', async () => {
    const webhookId = await harness.webhook();
    const orderKey = 'again';
    const [first, second] = await harness.put(times(2, () => ({ webhookId, orderKey })));
    const done: string[] = [];
    let underWay = 0;
    let most = 0;
    open({
      limits: { ordered: true },
      perform: async (delivery) => {
        most = Math.max(most, (underWay += 1));
        if (delivery.id === second && done.length === 1) await harness.askAgain(first!, orderKey);
        wake();
        await pause(300);
        underWay -= 1;
        done.push(delivery.id);
        return resultOf(delivery, 'delivered');
      },
    });
    wake();
    await until(
      () => done.length === 3,
      () => `${done.length} of 3`
    );
    expect(done).toEqual([first, second, first]);
    expect(most).toBe(1);
  });

  test('a consumer that stops ends what it has begun, records it, and leaves the rest', async () => {
    const webhookId = await harness.webhook();
    let begun = 0;
    const runner = open({
      concurrency: 3,
      perform: async (delivery) => {
        begun += 1;
        await pause(150);
        return resultOf(delivery, 'delivered');
      },
    });
    await harness.put(times(10, () => ({ webhookId })));
    wake();
    await until(
      () => begun > 0,
      () => 'nothing begun'
    );
    await runner.queue.stop();
    expect(await harness.statuses([webhookId])).toEqual({ delivered: begun, pending: 10 - begun });
    runners = [];
    open({ perform: async (delivery) => resultOf(delivery, 'delivered') });
    await allDelivered([webhookId], 10);
  });

  test('what cannot be attempted is given back when the consumer stops', async () => {
    const webhookId = await harness.webhook();
    let tries = 0;
    const runner = open({
      perform: async () => {
        tries += 1;
        throw new Error('on purpose');
      },
    });
    await harness.put([{ webhookId }]);
    wake();
    await until(
      () => tries === 1,
      () => 'not tried'
    );
    await runner.queue.stop();
    expect(await harness.statuses([webhookId])).toEqual({ pending: 1 });
    runners = [];
  });

  test('a rate limit of a webhook holds over all consumers', async () => {
    const webhookId = await harness.webhook();
    const runs: number[] = [];
    const perform = async (delivery: DueDelivery) => {
      runs.push(Date.now());
      return resultOf(delivery, 'delivered');
    };
    times(3, () => open({ perform, limits: { rateLimitPerSecond: 10 } }));
    await harness.put(times(16, () => ({ webhookId })));
    wake();
    await allDelivered([webhookId], 16);
    // Evenly spaced they take a second and a half; on their way some are faster than others.
    expect((runs.at(-1) ?? 0) - (runs[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  test('a webhook whose receiver asks to be left alone hears nothing until then, from no consumer', async () => {
    const webhookId = await harness.webhook();
    const runs: number[] = [];
    let leftAloneUntil = 0;
    const perform = async (delivery: DueDelivery) => {
      runs.push(Date.now());
      if (runs.length > 1) return resultOf(delivery, 'delivered');
      leftAloneUntil = Date.now() + 1_500;
      return resultOf(delivery, 'delivered', 0, leftAloneUntil);
    };
    times(3, () => open({ perform, limits: { concurrency: 1 } }));
    await harness.put(times(5, () => ({ webhookId })));
    wake();
    await allDelivered([webhookId], 5);
    expect(runs[1]).toBeGreaterThanOrEqual(leftAloneUntil);
  });

  test('webhooks whose receivers hang keep back no other', async () => {
    const hanging = await webhooks(2);
    const healthy = await harness.webhook();
    const release: (() => void)[] = [];
    let isOver = false;
    const perform = async (delivery: DueDelivery) => {
      if (hanging.includes(delivery.webhookId) && !isOver) {
        await new Promise<void>((resolve) => release.push(resolve));
      }
      return resultOf(delivery, 'delivered');
    };
    open({ perform, concurrency: 6, limits: { concurrency: 10 } });
    await harness.put(hanging.flatMap((webhookId) => times(30, () => ({ webhookId }))));
    wake();
    await until(
      () => release.length >= 2,
      () => 'nothing hangs'
    );
    try {
      await harness.put(times(40, () => ({ webhookId: healthy })));
      wake();
      await allDelivered([healthy], 40);
      expect(await harness.statuses(hanging)).not.toHaveProperty('delivered');
    } finally {
      isOver = true;
      release.forEach((answer) => answer());
    }
    await allDelivered(hanging, 60);
  });

  test('what is on hold waits, until it is not', async () => {
    const [held, other] = [await harness.webhook(), await harness.webhook()];
    let onHold = [held];
    const ran: string[] = [];
    const perform = async (delivery: DueDelivery) => {
      ran.push(delivery.webhookId);
      return resultOf(delivery, 'delivered');
    };
    open({ perform, onHold: () => onHold });
    await harness.put([held, held, other].map((webhookId) => ({ webhookId })));
    wake();
    await allDelivered([other], 1);
    expect(ran).toEqual([other]);
    expect(await harness.statuses([held])).toEqual({ pending: 2 });
    onHold = [];
    wake();
    await allDelivered([held], 2);
  });

  test('what is asked for again is run with where it came from', async () => {
    const webhookId = await harness.webhook();
    const resumes: DueDelivery['resume'][] = [];
    const perform = async (delivery: DueDelivery) => {
      resumes.push(delivery.resume);
      return resultOf(delivery, 'delivered');
    };
    open({ perform });
    const [id = ''] = await harness.put([{ webhookId }]);
    wake();
    await allDelivered([webhookId], 1);
    await harness.askAgain(id);
    wake();
    await until(
      async () => (await harness.attempts(id)) === 2,
      () => 'not run again'
    );
    await allDelivered([webhookId], 1);
    expect(resumes).toEqual([null, { status: 'delivered', dueAt: expect.any(Number) }]);
  });
}

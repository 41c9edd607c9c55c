import type { Lane } from '../../server/src/stores/lane-store';
import type { StoreHarness } from './tables';

const IDS = ['whk_1', 'whk_2', 'whk_3'];

export function laneSuite(harness: () => StoreHarness) {
  const survey = async (
    except: readonly string[] = [],
    slot: 'delivery' | 'token' = 'delivery'
  ) => {
    const lanes = await harness().stores.lanes.survey(except, slot);
    return lanes.sort((one, other) => one.webhookId.localeCompare(other.webhookId));
  };
  type Trx = Parameters<StoreHarness['stores']['lanes']['hold']>[2];
  const within = <T>(work: (trx: Trx) => Promise<T>) => harness().db.transaction(work);
  const quiet: Omit<Lane, 'webhookId'> = {
    ...{ dueAt: null, sending: 0, nextAt: null, throttledUntil: null },
  };

  test('are made once, however many ask for them', async () => {
    const { stores } = harness();
    await Promise.all([stores.lanes.add(IDS), stores.lanes.add(IDS.slice(1))]);
    expect(await survey()).toEqual(IDS.map((webhookId) => ({ webhookId, ...quiet })));
    expect(await survey(['whk_2'])).toHaveLength(2);
  });

  test('tell what is due first and how many slots are in use, by delivery or by token', async () => {
    const { stores, deliveries, deliveryOf, set, now } = harness();
    await stores.lanes.add(IDS);
    const [first, second, ...sent] = [5, 1, 2, 3, 4].map((wait) =>
      deliveryOf({ dueAt: now() + wait })
    );
    await deliveries(first!, second!, ...sent, deliveryOf({ webhookId: 'whk_2' }));
    const [one, two, three] = sent.map(({ id }) => id);
    await set([one!, two!], { status: 'sending', lease_token: 'a' });
    await set([three!], { status: 'sending', lease_token: 'b' });
    const ofFirst = { webhookId: 'whk_1', ...quiet, dueAt: now() + 1 };
    const others = [
      { webhookId: 'whk_2', ...quiet, dueAt: now() },
      { webhookId: 'whk_3', ...quiet },
    ];
    expect(await survey()).toEqual([{ ...ofFirst, sending: 3 }, ...others]);
    expect(await survey([], 'token')).toEqual([{ ...ofFirst, sending: 2 }, ...others]);
  });

  test('held are answered as they stand', async () => {
    const { stores, now } = harness();
    await stores.lanes.add(IDS);
    await within((trx) => stores.lanes.setNextAt('whk_1', now(), trx));
    const held = await within((trx) => stores.lanes.hold(['whk_1', 'whk_none'], 'delivery', trx));
    expect(held).toEqual([{ webhookId: 'whk_1', ...quiet, nextAt: now() }]);
  });

  // SQLite holds the whole file: nobody is beside a transaction.
  if (DATABASE !== 'SQLite') {
    test('that another holds are left out, and are there again when it ends', async () => {
      const { stores } = harness();
      await stores.lanes.add(IDS);
      const hold = (trx: Trx) => stores.lanes.hold(IDS, 'delivery', trx);
      const ids = (lanes: readonly Lane[]) => lanes.map(({ webhookId }) => webhookId).sort();
      const beside = await within(async (trx) => {
        await stores.lanes.hold(['whk_2'], 'delivery', trx);
        return within(hold);
      });
      expect(ids(beside)).toEqual(['whk_1', 'whk_3']);
      expect(ids(await within(hold))).toEqual(IDS);
    });
  }

  test('are throttled for longer, never for less; nothing keeps back one that is reset', async () => {
    const { stores, now } = harness();
    await stores.lanes.add(IDS);
    const throttle = (until: number) => within((trx) => stores.lanes.throttle('whk_1', until, trx));
    await throttle(now() + 2_000);
    await throttle(now() + 1_000);
    expect((await survey())[0]?.throttledUntil).toBe(now() + 2_000);
    await throttle(now() + 3_000);
    expect(await stores.lanes.throttled(IDS, now() + 2_999)).toEqual(['whk_1']);
    expect(await stores.lanes.throttled(IDS, now() + 3_000)).toEqual([]);
    expect(await stores.lanes.throttled(['whk_2'], now())).toEqual([]);
    await within((trx) => stores.lanes.setNextAt('whk_1', now(), trx));
    await stores.lanes.reset('whk_1');
    expect(await survey()).toEqual(IDS.map((webhookId) => ({ webhookId, ...quiet })));
  });

  test('have failed since the first of the failures after which nothing succeeded', async () => {
    const { stores, now } = harness();
    const at = now();
    await stores.lanes.add(IDS);
    const failed = (ids: string[], time: number) =>
      within((trx) => stores.lanes.failed(ids, time, trx));
    await failed(['whk_1', 'whk_2'], at);
    await failed(['whk_1', 'whk_2'], at + 1_000);
    expect((await stores.lanes.failingSince(at, IDS)).sort()).toEqual(['whk_1', 'whk_2']);
    expect(await stores.lanes.failingSince(at - 1, IDS)).toEqual([]);
    await within((trx) => stores.lanes.succeeded(['whk_1', 'whk_3'], trx));
    expect(await stores.lanes.failingSince(at, IDS)).toEqual(['whk_2']);
    await failed(['whk_1'], at + 2_000);
    expect(await stores.lanes.failingSince(at + 1_999, IDS)).toEqual(['whk_2']);
    expect(await stores.lanes.failingSince(at + 2_000, ['whk_1'])).toEqual(['whk_1']);
  });
}

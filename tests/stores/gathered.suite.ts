import type { StoreHarness } from './tables';

export function gatheredSuite(harness: () => StoreHarness) {
  const gather = async (webhookId: string, count: number) => {
    const { db, stores, events, eventOf, now } = harness();
    const all = Array.from({ length: count }, () => eventOf({ changes: ['text'] }));
    await events(...all);
    const entries = all.map(({ id }, place) => ({ webhookId, eventId: id, at: now() + place }));
    await db.transaction((trx) => stores.gathered.append(entries, trx));
    return all;
  };
  const take = (webhookId: string, limit = 100) => {
    const { db, stores, newId } = harness();
    const deliveryId = newId('dlv');
    return db.transaction((trx) => stores.gathered.take(webhookId, deliveryId, limit, trx));
  };

  test('waits by webhook, from the first to the last', async () => {
    const { stores, now } = harness();
    expect(await stores.gathered.waiting()).toEqual([]);
    await gather('whk_1', 3);
    await gather('whk_2', 1);
    const waiting = await stores.gathered.waiting();
    expect(waiting.sort((one, other) => one.webhookId.localeCompare(other.webhookId))).toEqual([
      { webhookId: 'whk_1', firstAt: now(), lastAt: now() + 2 },
      { webhookId: 'whk_2', firstAt: now(), lastAt: now() },
    ]);
  });

  test('is taken in order, so many at a time, with what is told of each', async () => {
    const { stores } = harness();
    const events = await gather('whk_1', 5);
    const told = events.map(({ id, type, uid, documentId, changes }) => ({
      ...{ id, type, uid, documentId, changes },
    }));
    expect(await take('whk_1', 3)).toEqual(told.slice(0, 3));
    expect(await take('whk_1', 3)).toEqual(told.slice(3));
    expect(await take('whk_1', 3)).toEqual([]);
    expect(await stores.gathered.waiting()).toEqual([]);
  });

  test('is in one delivery only, however many take at once', async () => {
    const events = await gather('whk_1', 30);
    const parts = await Promise.all(Array.from({ length: 6 }, () => take('whk_1', 10)));
    const ids = parts.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const left = await take('whk_1');
    expect([...ids, ...left.map(({ id }) => id)].sort()).toEqual(events.map(({ id }) => id));
  });

  test('is forgotten with its webhook; what was told stays', async () => {
    const { stores, rows } = harness();
    const [told] = await gather('whk_1', 2);
    await gather('whk_2', 1);
    await take('whk_1', 1);
    await stores.gathered.drop('whk_1');
    expect(await rows('gathered')).toMatchObject([
      {
        webhook_id: 'whk_1',
        event_id: told?.id,
        delivery_id: expect.stringMatching(/^dlv_/) as string,
      },
      { webhook_id: 'whk_2', delivery_id: null },
    ]);
  });
}

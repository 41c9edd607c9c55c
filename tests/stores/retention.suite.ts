import type { StoreHarness } from './tables';

export function retentionSuite(harness: () => StoreHarness) {
  const idsOf = async (name: 'deliveries' | 'attempts' | 'events' | 'bodies', column: string) =>
    (await harness().rows(name)).map((row) => row[column]);

  /** Deliveries that ended one after the other, each with an attempt. */
  const ended = async (count: number, webhookId = 'whk_1') => {
    const { db, stores, deliveries, deliveryOf, set, now } = harness();
    const all = Array.from({ length: count }, () => deliveryOf({ webhookId }));
    await deliveries(...all);
    for (const [place, { id }] of all.entries()) {
      await set([id], { status: 'delivered', due_at: now() + place });
    }
    const attempts = all.map(({ id }) => ({
      ...{ deliveryId: id, webhookId, number: 1, at: now(), durationMs: 1, reason: null },
      ...{
        outcome: 'delivered' as const,
        responseCode: 200,
        responseHeaders: {},
        responseBody: '',
      },
    }));
    await db.transaction((trx) => stores.attempts.append(attempts, trx));
    return all.map(({ id }) => id);
  };

  test('takes deliveries that ended first, so many at a time, and their attempts along', async () => {
    const { stores, now } = harness();
    const ids = await ended(5);
    const others = await ended(2, 'whk_2');
    const prune = (limit: number) =>
      stores.retention.pruneDeliveries('whk_1', 'delivered', now() + 4, limit);
    expect(await stores.retention.pruneDeliveries('whk_1', 'failed', now() + 4, 3)).toBe(0);
    expect(await prune(3)).toBe(3);
    const left = [...ids.slice(3), ...others];
    expect(await idsOf('deliveries', 'delivery_id')).toEqual(left);
    expect(await idsOf('attempts', 'delivery_id')).toEqual(left);
    expect(await prune(3)).toBe(1);
    expect(await prune(3)).toBe(0);
    expect(await idsOf('deliveries', 'delivery_id')).toEqual([ids[4], ...others]);
  });

  test('on two instances at once takes the same and no more', async () => {
    const { stores, now } = harness();
    const ids = await ended(20);
    const prune = () => stores.retention.pruneDeliveries('whk_1', 'delivered', now() + 10, 10);
    await Promise.all([prune(), prune(), prune()]);
    expect(await idsOf('deliveries', 'delivery_id')).toEqual(ids.slice(10));
    expect(await idsOf('attempts', 'delivery_id')).toEqual(ids.slice(10));
  });

  test('takes events that are old and that no delivery needs, with their bodies', async () => {
    const { db, stores, events, deliveries, eventOf, deliveryOf, wait, now } = harness();
    const [free, needed, waits, told] = Array.from({ length: 4 }, () => eventOf());
    wait(10_000);
    const young = eventOf();
    const all = [free!, needed!, waits!, told!, young];
    await events(...all);
    await deliveries(deliveryOf({ eventId: needed!.id }));
    await db.transaction(async (trx) => {
      const bodyOf = ({ id }: { id: string }) => ({
        ...{ eventId: id, shape: 'thin', content: '', frame: null },
      });
      await stores.bodies.append(all.map(bodyOf), trx);
      const entryOf = (eventId: string, webhookId: string) => ({ webhookId, eventId, at: now() });
      const entries = [entryOf(waits!.id, 'whk_1'), entryOf(told!.id, 'whk_2')];
      await stores.gathered.append(entries, trx);
      // Told by a delivery that is gone by now.
      await stores.gathered.take('whk_2', 'dlv_gone', 10, trx);
    });
    let after: string | undefined = '';
    let batches = 0;
    while (after !== undefined) {
      after = await stores.retention.pruneEvents(after, now() - 5_000, 3);
      batches += 1;
    }
    expect(batches).toBe(3);
    const left = [needed!.id, waits!.id, young.id];
    expect(await idsOf('events', 'event_id')).toEqual(left);
    expect(new Set(await idsOf('bodies', 'event_id'))).toEqual(new Set(left));
  });

  test('takes the lane of a webhook once nothing is left of it', async () => {
    const { stores, deliveries, deliveryOf } = harness();
    await stores.lanes.add(['whk_1', 'whk_2']);
    await deliveries(deliveryOf());
    await stores.retention.pruneLane('whk_1');
    await stores.retention.pruneLane('whk_2');
    expect(await stores.retention.webhookIds()).toEqual(['whk_1']);
  });
}

import type { ReplayOnly } from '../../contracts/domain';
import { orderKey } from '../../server/src/domain/order-key';
import type { RunningReplay } from '../../server/src/stores/replay-store';
import type { StoreHarness } from './tables';

export function replaySuite(harness: () => StoreHarness) {
  const rowsOf = async (ids: readonly string[]) => {
    const rows = await harness().rows('deliveries');
    return rows
      .filter((row) => ids.includes(String(row.delivery_id)))
      .map(({ status, due_at, shape, resume_status, resume_due_at }) => ({
        ...{ status, shape, dueAt: Number(due_at), was: resume_status },
        wasDueAt: resume_due_at === null ? null : Number(resume_due_at),
      }));
  };
  const start = async (only: ReplayOnly): Promise<RunningReplay> => {
    const { stores, newId, now } = harness();
    const replay = { webhookId: 'whk_1', only, cursor: 'dlv_', createdAt: now() + 1 };
    const id = newId('rpl');
    await stores.replays.create({ id, ...replay, since: now() });
    return { id, ...replay };
  };
  const advance = (replay: RunningReplay, ids: readonly string[]) => {
    const { db, stores } = harness();
    return db.transaction((trx) => stores.replays.advance(replay, ids, trx));
  };

  test('what is sent again keeps what it was, also when it is asked for twice', async () => {
    const { db, stores, deliveries, deliveryOf, set, now } = harness();
    const all = Array.from({ length: 3 }, () => deliveryOf());
    const [failed, delivered, sending] = all.map(({ id }) => id) as [string, string, string];
    const ids = all.map(({ id }) => id);
    await deliveries(...all);
    const anew = { shape: 'strapi~anew', original_shape: 'strapi' };
    await set([failed], { status: 'failed', due_at: now() - 2_000, ...anew });
    await set([delivered], { status: 'delivered', due_at: now() - 1_000 });
    await set([sending], { status: 'sending' });
    const again = (at: number) =>
      db.transaction((trx) => stores.replays.sendAgain(ids, { now: at, inOrder: false }, trx));
    const waiting = (dueAt: number) => [
      { status: 'pending', shape: 'strapi', dueAt, was: 'failed', wasDueAt: now() - 2_000 },
      { status: 'pending', shape: 'strapi', dueAt, was: 'delivered', wasDueAt: now() - 1_000 },
      { status: 'sending', shape: 'strapi', dueAt: now(), was: null, wasDueAt: null },
    ];
    expect(await again(now() + 10)).toBe(2);
    expect(await rowsOf(ids)).toEqual(waiting(now() + 10));
    expect(await again(now() + 20)).toBe(2);
    expect(await rowsOf(ids)).toEqual(waiting(now() + 20));
  });

  test('what is sent again goes in order once more where it should, with what waits of its document', async () => {
    const { db, stores, events, deliveries, deliveryOf, eventOf, set, rows } = harness();
    const made = ['one', 'one', 'other'].map((documentId) => eventOf({ documentId, locale: 'fr' }));
    const all = made.map((event) => {
      return deliveryOf({ eventId: event.id, orderKey: orderKey('whk_1', event) });
    });
    await events(...made);
    await deliveries(...all);
    const keys = async () => (await rows('deliveries')).map((row) => row.order_key);
    const before = await keys();
    const ids = all.map(({ id }) => id);
    await set([ids[0]!, ids[2]!], { status: 'delivered', order_key: null });
    await set([ids[1]!], { status: 'sending' });
    await db.transaction((trx) => stores.replays.sendAgain(ids, { now: 1, inOrder: true }, trx));
    expect(await keys()).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });

  test.each<[ReplayOnly, number[]]>([
    ['failed', [1, 3]],
    ['all', [0, 1, 3]],
  ])(
    'of %s: what it goes through, a batch after the other, none younger than it',
    async (only, places) => {
      const { db, stores, deliveries, deliveryOf, set, wait } = harness();
      const all = Array.from({ length: 5 }, () => deliveryOf());
      const idAt = (place: number) => all[place]!.id;
      await deliveries(...all, deliveryOf({ webhookId: 'whk_2' }));
      await set([idAt(0)], { status: 'delivered' });
      await set([idAt(1), idAt(3)], { status: 'failed' });
      await set([idAt(2)], { status: 'cancelled' });
      const replay = await start(only);
      wait(10);
      const young = deliveryOf();
      await deliveries(young);
      await set([young.id], { status: 'failed' });
      const found: string[] = [];
      let cursor = replay.cursor;
      for (;;) {
        const next = await db.transaction((trx) =>
          stores.replays.next({ ...replay, cursor }, 2, trx)
        );
        if (next.length === 0) break;
        expect(await advance({ ...replay, cursor }, next)).toBe(true);
        found.push(...next);
        cursor = next.at(-1)!;
      }
      expect(found).toEqual(places.map(idAt));
      expect(await stores.replays.findOne(replay.id)).toMatchObject({
        ...{ status: 'running', count: places.length, only, endedAt: null },
      });
      expect(await stores.replays.running()).toEqual([{ ...replay, cursor }]);
    }
  );

  test('is moved on by one instance only, and by none once it has ended', async () => {
    const { stores, now } = harness();
    const replay = await start('all');
    const tries = await Promise.all([advance(replay, ['dlv_5']), advance(replay, ['dlv_5'])]);
    expect(tries.sort()).toEqual([false, true]);
    const ends = await Promise.all([
      stores.replays.end(replay.id, 'cancelled', now()),
      stores.replays.end(replay.id, 'done', now()),
    ]);
    expect(ends.filter(Boolean)).toHaveLength(1);
    expect(await advance({ ...replay, cursor: 'dlv_5' }, ['dlv_6'])).toBe(false);
    expect(await stores.replays.running()).toEqual([]);
    expect(await stores.replays.findOne(replay.id)).toMatchObject({
      ...{ count: 1, endedAt: new Date(now()).toISOString() },
    });
  });

  test('what is due is counted as far as it is asked to', async () => {
    const { stores, deliveries, deliveryOf, now } = harness();
    const due = Array.from({ length: 6 }, () => deliveryOf());
    await deliveries(...due, deliveryOf({ dueAt: now() + 1 }), deliveryOf({ webhookId: 'whk_2' }));
    const unordered = { ordering: 'none' as const, coalesceMs: null };
    const ordered = { ordering: 'document' as const, coalesceMs: null };
    expect(await stores.replays.countDue({ id: 'whk_1', ...unordered }, now(), 100)).toBe(6);
    expect(await stores.replays.countDue({ id: 'whk_1', ...ordered }, now(), 100)).toBe(7);
    expect(await stores.replays.countDue({ id: 'whk_1', ...unordered }, now(), 4)).toBe(4);
    expect(await stores.replays.countDue({ id: 'whk_3', ...unordered }, now(), 4)).toBe(0);
  });
}

import type { DomainEvent } from '../../contracts/domain';
import { ODD, type StoreHarness } from './tables';

const plain = (event: DomainEvent | null) =>
  JSON.parse(JSON.stringify(event)) as DomainEvent | null;

export function eventSuite(harness: () => StoreHarness) {
  const pageIds = async (filter: Parameters<StoreHarness['stores']['events']['findMany']>[0]) =>
    (await harness().stores.events.findMany(filter)).map(({ id }) => id);

  /** Newest first, a page at a time. */
  const walk = async (filter: { deliverySuccess?: boolean; withoutBackfills?: boolean }) => {
    const found: string[] = [];
    for (;;) {
      const before = found.at(-1);
      const page = await pageIds({
        ...filter,
        limit: 2,
        ...(before === undefined ? {} : { before }),
      });
      if (page.length === 0) return found;
      found.push(...page);
    }
  };

  test('are answered as they were appended', async () => {
    const { stores, events, eventOf } = harness();
    const full = eventOf({
      ...{ documentId: ODD, locale: 'fr-CA', snapshot: { [ODD]: [ODD, null] }, changes: [ODD, ''] },
      ...{ previous: { text: ODD }, depth: ['author', 'author/books'], backfill: true },
      actor: { type: 'admin', id: '1' },
    });
    const bare = eventOf({ documentId: null, snapshot: null });
    await events(full, bare);
    expect(plain(await stores.events.findOne(full.id))).toEqual(full);
    expect(plain(await stores.events.findOne(bare.id))).toEqual(bare);
    expect(await stores.events.findOne('evt_none')).toBeNull();
  });

  test('are listed newest first, each on one page', async () => {
    const { events, eventOf } = harness();
    const all = Array.from({ length: 5 }, () => eventOf());
    await events(...all);
    const ids = all.map(({ id }) => id).reverse();
    expect(await walk({})).toEqual(ids);
    expect(await pageIds({ limit: 10, before: ids[1]! })).toEqual(ids.slice(2));
  });

  test('are told by whether a delivery failed: their own, or one they were told in with others', async () => {
    const { db, stores, events, deliveries, set, eventOf, deliveryOf, now } = harness();
    const all = Array.from({ length: 6 }, () => eventOf());
    const [delivered, failed, both, gathered, waiting, last] = all.map(({ id }) => id) as [
      ...[string, string, string, string, string, string],
    ];
    await events(...all);
    const of = (eventId: string, webhookId = 'whk_1') => deliveryOf({ eventId, webhookId });
    const sent = [of(delivered), of(failed), of(both), of(both, 'whk_2'), of(waiting)];
    const together = of(last);
    await deliveries(...sent, together);
    const idAt = (place: number) => sent[place]!.id;
    await set([idAt(0), idAt(2)], { status: 'delivered' });
    await set([idAt(1), idAt(3), together.id], { status: 'failed' });
    // What an earlier event is told in is the delivery of the last.
    await db.transaction(async (trx) => {
      const entry = { webhookId: together.webhookId, eventId: gathered, at: now() };
      await stores.gathered.append([entry], trx);
      await stores.gathered.take(together.webhookId, together.id, 10, trx);
    });
    expect(await walk({ deliverySuccess: false })).toEqual([last, gathered, both, failed]);
    expect(await walk({ deliverySuccess: true })).toEqual([waiting, delivered]);
  });

  test('of backfills can be left out', async () => {
    const { events, eventOf } = harness();
    const [own, backfill] = [eventOf(), eventOf({ backfill: true })];
    await events(own, backfill);
    expect(await walk({ withoutBackfills: true })).toEqual([own.id]);
    expect(await walk({})).toEqual([backfill.id, own.id]);
  });
}

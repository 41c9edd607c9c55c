import fc from 'fast-check';
import { DELIVERY_STATUSES, type Delivery } from '../../contracts/domain';
import { FAILED_SHAPE } from '../../server/src/domain/rendering';
import type { DeliveryFilter } from '../../server/src/stores/delivery-list';
import { ODD, type StoreHarness } from './tables';

const WEBHOOKS = ['whk_1', 'whk_2', 'whk_3'];
const TYPES = ['entry.create', 'entry.update', 'media.create'] as const;
const UIDS = ['api::note.note', 'api::article.article'];
const DOCUMENTS = ['one', 'two', 'three'];

/** Of rows and of questions: a failure can be repeated by it. */
const SEED = Date.now();

const cancelled = (at: number, status = 'cancelled') => ({
  ...{ status, due_at: at, order_key: null, resume_status: null, resume_due_at: null },
  shape: 'strapi',
});

export function deliverySuite(harness: () => StoreHarness) {
  const rowOf = async (id: string): Promise<Record<string, unknown>> => {
    const rows = await harness().rows('deliveries');
    const row = rows.find((one) => one.delivery_id === id);
    return { ...row, due_at: Number(row?.due_at) };
  };

  test('are answered as they were appended, with what their event is about', async () => {
    const { stores, events, deliveries, eventOf, deliveryOf, now } = harness();
    const event = eventOf({ documentId: ODD, locale: 'fr' });
    const delivery = deliveryOf({ eventId: event.id });
    await events(event);
    await deliveries(delivery);
    const createdAt = new Date(now()).toISOString();
    expect(await stores.deliveries.findOne(delivery.id)).toEqual({
      ...{ id: delivery.id, eventId: event.id, webhookId: delivery.webhookId, type: delivery.type },
      ...{ uid: event.uid, documentId: ODD, locale: 'fr', status: 'pending', attemptCount: 0 },
      ...{ responseCode: null, durationMs: null, reason: null, deliveredAt: null },
      ...{ nextAttemptAt: createdAt, createdAt },
    });
    expect(await stores.deliveries.findOne('dlv_none')).toBeNull();
    expect(await stores.deliveries.findBody(delivery.id)).toEqual({
      ...{ shape: 'strapi', body: `of ${event.id}`, manualCount: 0 },
    });
    expect(await stores.deliveries.findBody('dlv_none')).toBeNull();
  });

  test('whatever is asked for, pages hold what fits and nothing else, the newest first', async () => {
    const { stores, events, deliveries, eventOf, deliveryOf, set, wait, now } = harness();
    const begin = now();
    const all: Delivery[] = [];
    const [picks = []] = fc.sample(
      fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(1), fc.nat(2), fc.nat(4)), {
        minLength: 60,
        maxLength: 60,
      }),
      { numRuns: 1, seed: SEED }
    );
    for (const [webhook, type, uid, document, status] of picks) {
      const event = eventOf({
        ...{ type: TYPES[type]!, uid: UIDS[uid]!, documentId: DOCUMENTS[document]! },
      });
      const { id: eventId } = event;
      const delivery = deliveryOf({ eventId, type: event.type, webhookId: WEBHOOKS[webhook]! });
      await events(event);
      await deliveries(delivery);
      await set([delivery.id], { status: DELIVERY_STATUSES[status]! });
      all.push((await stores.deliveries.findOne(delivery.id))!);
      wait(10);
    }

    const time = fc.integer({ min: begin, max: now() });
    const filters = fc.record(
      {
        webhookId: fc.constantFrom(...WEBHOOKS, 'whk_none'),
        eventId: fc.constantFrom(...all.map(({ eventId }) => eventId)),
        status: fc.constantFrom(...DELIVERY_STATUSES),
        type: fc.constantFrom(...TYPES),
        uid: fc.constantFrom(...UIDS),
        documentId: fc.constantFrom(...DOCUMENTS),
        since: time,
        until: time,
      },
      { requiredKeys: [] }
    );
    const fits = (delivery: Delivery, { since, until, ...same }: DeliveryFilter) => {
      const madeAt = Date.parse(delivery.createdAt);
      if (since !== undefined && madeAt < since) return false;
      if (until !== undefined && madeAt >= until) return false;
      return Object.entries(same).every(
        ([name, value]) => delivery[name as keyof typeof same] === value
      );
    };
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 20 }), async (filter, limit) => {
        const found: Delivery[] = [];
        let before: string | undefined;
        do {
          const from = before === undefined ? {} : { before };
          const page = await stores.deliveries.findMany({ ...filter, ...from, limit });
          expect(page.deliveries.length).toBeLessThanOrEqual(limit);
          found.push(...page.deliveries);
          before = page.nextCursor ?? undefined;
        } while (before !== undefined);
        expect(found).toEqual(all.filter((delivery) => fits(delivery, filter)).reverse());
      }),
      { numRuns: 150, seed: SEED }
    );
  });

  test('that wait are cancelled; one that was to be sent again is what it was', async () => {
    const { db, stores, deliveries, deliveryOf, set, now } = harness();
    const [waiting, again, sending, other] = Array.from({ length: 4 }, (_, place) =>
      deliveryOf({ orderKey: 'a document', webhookId: place === 3 ? 'whk_2' : 'whk_1' })
    );
    await deliveries(waiting!, again!, sending!, other!);
    const endedAt = now() - 60_000;
    const wasFailed = { resume_status: 'failed', resume_due_at: endedAt, reason: 'http-500' };
    await set([again!.id], { ...wasFailed, shape: 'strapi~anew', original_shape: 'strapi' });
    await set([sending!.id], { status: 'sending' });
    const at = now() + 1;
    expect(await stores.deliveries.cancelAll('whk_1', 'deleted', at)).toBe(2);
    expect(await rowOf(waiting!.id)).toMatchObject({ ...cancelled(at), reason: 'deleted' });
    expect(await rowOf(again!.id)).toMatchObject({
      ...{ ...cancelled(endedAt, 'failed'), reason: 'http-500' },
    });
    expect(await rowOf(sending!.id)).toMatchObject({ status: 'sending', order_key: 'a document' });
    expect(await rowOf(other!.id)).toMatchObject({ status: 'pending', order_key: 'a document' });
    const cancel = ({ id }: { id: string }) =>
      db.transaction((trx) => stores.deliveries.cancel(id, 'cancelled', at, trx));
    expect(await cancel(other!)).toEqual({ orderKey: 'a document' });
    expect(await cancel(other!)).toBeUndefined();
    expect(await cancel(sending!)).toBeUndefined();
    expect(await cancel({ id: 'dlv_none' })).toBeUndefined();
  });

  test('that wait are all cancelled, however many they are', async () => {
    const { layer, stores, deliveries, deliveryOf, now, rows } = harness();
    await deliveries(...Array.from({ length: 1_201 }, () => deliveryOf()));
    // In a transaction of the caller, which on MySQL sees what it saw first.
    const inAll = layer.transaction(() => stores.deliveries.cancelAll('whk_1', 'discarded', now()));
    expect(await inAll).toBe(1_201);
    expect(await stores.deliveries.cancelAll('whk_1', 'discarded', now())).toBe(0);
    expect(new Set((await rows('deliveries')).map(({ status }) => status))).toEqual(
      new Set(['cancelled'])
    );
  });

  test('given another body keep the first to come back to, unless that could not be rendered', async () => {
    const { db, stores, deliveries, deliveryOf } = harness();
    const [good, bad] = [deliveryOf(), deliveryOf({ shape: `strapi${FAILED_SHAPE}` })];
    await deliveries(good, bad);
    for (const { id, eventId } of [good, bad]) {
      for (const shape of ['strapi~first', 'strapi~second']) {
        const body = { eventId, shape, content: `${ODD} ${shape}`, frame: null };
        await db.transaction((trx) => stores.deliveries.setBody(id, body, trx));
      }
      expect(await stores.deliveries.findBody(id)).toMatchObject({
        ...{ shape: 'strapi~second', body: `${ODD} strapi~second` },
      });
    }
    expect((await rowOf(good.id)).original_shape).toBe('strapi');
    expect((await rowOf(bad.id)).original_shape).toBe('strapi~first');
  });

  test('the newest of each webhook is known by when it was made', async () => {
    const { stores, deliveries, deliveryOf, now, wait } = harness();
    await deliveries(deliveryOf(), deliveryOf({ webhookId: 'whk_2' }));
    const first = now();
    wait(1_000);
    await deliveries(deliveryOf());
    expect(await stores.deliveries.newestAt(['whk_1', 'whk_2', 'whk_3'])).toEqual(
      new Map([
        ['whk_1', now()],
        ['whk_2', first],
      ])
    );
    expect(await stores.deliveries.newestAt([])).toEqual(new Map());
  });

  test('their attempts are answered in order, with what the receiver said', async () => {
    const { db, stores, now } = harness();
    const attempts = [2, 1].map((number) => ({
      ...{ deliveryId: 'dlv_1', webhookId: 'whk_1', number, at: now() + number, durationMs: 12 },
      ...{ outcome: 'retry' as const, reason: 'http-500', responseCode: 500 },
      ...{ responseHeaders: { server: ODD }, responseBody: `${ODD}\0${number}` },
    }));
    const others = { ...attempts[0]!, deliveryId: 'dlv_2', responseCode: null, reason: null };
    await db.transaction((trx) => stores.attempts.append([...attempts, others], trx));
    const expected = [1, 2].map((number) => ({
      ...{ number, at: new Date(now() + number).toISOString(), durationMs: 12, outcome: 'retry' },
      ...{ reason: 'http-500', responseCode: 500, responseHeaders: { server: ODD } },
      responseBody: `${ODD}\ufffd${number}`,
    }));
    expect(await stores.attempts.ofDelivery('dlv_1')).toEqual(expected);
    expect(await stores.attempts.ofDelivery('dlv_2')).toMatchObject([
      { responseCode: null, reason: null },
    ]);
  });
}

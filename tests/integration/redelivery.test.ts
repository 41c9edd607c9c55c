import type { DeliveryDetail, Replay } from '../../contracts/domain';
import { drained } from '../helpers/events';
import { until } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({
    config: { retrySchedule: ['0s', '1h', '1h'], retryJitter: 0 },
  });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const answer = (status: number) =>
  setup.receiver.answerWith((_request, response) => response.writeHead(status).end());
const deliveries = () => setup.app.service('deliveries');
const attemptsOf = async (id: string, count: number): Promise<DeliveryDetail> => {
  let found: DeliveryDetail | null = null;
  await until(
    async () => {
      found = await deliveries().findOne(id);
      return found?.attemptCount === count && found.status !== 'sending';
    },
    () => JSON.stringify(found)
  );
  return found as unknown as DeliveryDetail;
};

describe('a redelivery', () => {
  test('of a failed delivery sends the same bytes under the same event id, at once', async () => {
    answer(500);
    const id = await setup.webhook({ maxAttempts: 1 });
    await setup.newNote();
    const failed = await setup.deliveryTo(id, 'failed', 1);
    answer(200);
    expect(await deliveries().redeliver(failed.id)).toMatchObject({ status: 'pending' });
    const delivered = await setup.deliveryTo(id, 'delivered', 2);
    const [first, second] = setup.receiver.requests;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['x-webhook-attempt']).toBe('2');
    expect(delivered).toMatchObject({ responseCode: 200, reason: null });
    expect(delivered.deliveredAt).not.toBeNull();
  });

  test('that fails leaves a failed delivery failed, and a delivered one delivered', async () => {
    const id = await setup.webhook({ maxAttempts: 1 });
    await setup.newNote();
    const before = await setup.deliveryTo(id, 'delivered', 1);
    answer(500);
    await deliveries().redeliver(before.id);
    const after = await attemptsOf(before.id, 2);
    expect(after).toMatchObject({
      status: 'delivered',
      responseCode: 200,
      deliveredAt: before.deliveredAt,
    });
    expect(after.attempts[1]).toMatchObject({ outcome: 'failed', reason: 'http-500' });

    const other = await setup.webhook({ maxAttempts: 1 });
    await setup.newNote();
    const failed = await setup.deliveryTo(other, 'failed', 1);
    answer(503);
    await deliveries().redeliver(failed.id);
    expect(await attemptsOf(failed.id, 2)).toMatchObject({
      status: 'failed',
      reason: 'http-500',
      responseCode: 500,
      nextAttemptAt: null,
    });
  });

  test('of one that waits for a retry neither uses up nor moves its schedule', async () => {
    answer(500);
    const id = await setup.webhook();
    await setup.newNote();
    const waiting = await setup.deliveryTo(id, 'pending', 1);
    for (let count = 2; count <= 5; count += 1) {
      await deliveries().redeliver(waiting.id);
      const after = await attemptsOf(waiting.id, count);
      expect(after).toMatchObject({ status: 'pending', nextAttemptAt: waiting.nextAttemptAt });
    }
    const laterIsNow = () =>
      setup.app.strapi.db
        .connection('lifecycle_webhooks_deliveries')
        .where({ delivery_id: waiting.id })
        .update({ due_at: 0 });
    await laterIsNow();
    await setup.deliveryTo(id, 'pending', 6);
    await laterIsNow();
    await setup.deliveryTo(id, 'failed', 7);
    answer(200);
    await deliveries().redeliver(waiting.id);
    await setup.deliveryTo(id, 'delivered', 8);
  });

  test("can be rendered anew, from today's content and in today's format", async () => {
    const id = await setup.webhook();
    const { documentId } = await setup.newNote();
    const delivery = await setup.deliveryTo(id, 'delivered', 1);
    await setup.notes.update({ documentId, data: { text: 'today' } });
    await setup.app.service('webhooks').update(id, { format: 'standard' });
    await deliveries().redeliver(delivery.id, { render: 'current' });
    await attemptsOf(delivery.id, 2);
    const [first, second] = setup.receiver.requests;
    expect(first?.json).toMatchObject({ entry: { text: 'é — 漢字' } });
    expect(second?.json).toMatchObject({
      id: first?.json.id,
      type: 'entry.create',
      data: { documentId, entry: { text: 'today' } },
    });
  });

  test('that was rendered anew is one: the next sends the first bytes again', async () => {
    const id = await setup.webhook();
    const { documentId } = await setup.newNote();
    const { id: delivery } = await setup.deliveryTo(id, 'delivered', 1);
    await setup.notes.update({ documentId, data: { text: 'today' } });
    await deliveries().redeliver(delivery, { render: 'current' });
    await attemptsOf(delivery, 2);
    await deliveries().redeliver(delivery);
    await attemptsOf(delivery, 3);
    const replay = await deliveries().replay({ webhookId: id, since: 0, only: 'all' });
    await until(
      async () => (await deliveries().findReplay(replay.id))?.status === 'done',
      () => 'the replay goes on'
    );
    await attemptsOf(delivery, 4);
    const [first, anew, ...again] = setup.receiver.requests.map(({ body }) => body);
    expect(anew).not.toBe(first);
    expect(again).toEqual([first, first]);
  });

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['fails', (id) => attemptsOf(id, 2)],
    [
      'is cancelled',
      // What waits for the schedule is cancelled with it; somebody brings it back.
      (id) => deliveries().cancel(id),
    ],
  ])('that is rendered anew and %s leaves to the schedule what it had', async (ends, end) => {
    answer(500);
    const id = await setup.webhook();
    const { documentId } = await setup.newNote();
    const waiting = await setup.deliveryTo(id, 'pending', 1);
    await setup.notes.update({ documentId, data: { text: 'today' } });
    const again = async () => {
      await deliveries().redeliver(waiting.id, { render: 'current' });
      await end(waiting.id);
    };
    // In one transaction, so that nobody sends what is cancelled in between.
    if (ends === 'is cancelled') await setup.app.strapi.db.transaction(again);
    else await again();
    answer(200);
    await setup.app.strapi.db
      .connection('lifecycle_webhooks_deliveries')
      .where({ delivery_id: waiting.id })
      .update({ status: 'pending', due_at: 0 });
    const sent = ends === 'is cancelled' ? 2 : 3;
    await setup.deliveryTo(id, 'delivered', sent);
    const bodies = setup.receiver.requests.map(({ body }) => body);
    expect(bodies).toHaveLength(sent);
    expect(bodies.at(-1)).toBe(bodies[0]);
    if (ends === 'fails')
      expect(JSON.parse(bodies[1]!)).toMatchObject({ entry: { text: 'today' } });
  });

  test('is refused for what cannot be sent', async () => {
    const id = await setup.webhook();
    const { documentId } = await setup.newNote();
    const delivery = await setup.deliveryTo(id, 'delivered', 1);
    await expect(deliveries().redeliver('dlv_none')).rejects.toThrow("no delivery 'dlv_none'");
    await expect(deliveries().redeliver(delivery.id, { render: 'other' as never })).rejects.toThrow(
      'render must be one of original, current'
    );
    await setup.notes.delete({ documentId });
    await expect(deliveries().redeliver(delivery.id, { render: 'current' })).rejects.toThrow(
      'redeliver the original'
    );
    await setup.app.service('webhooks').disable(id);
    await expect(deliveries().redeliver(delivery.id)).rejects.toThrow('enable it first');
  });
});

const failsForItsBody = async (delivery: { id: string }) => {
  await deliveries().redeliver(delivery.id);
  const { attempts } = await attemptsOf(delivery.id, 2);
  expect(attempts[1]).toMatchObject({ outcome: 'failed', reason: 'body', responseCode: null });
  expect(setup.receiver.requests).toHaveLength(1);
};

test('a delivery that lost its body fails with a reason, and sends nothing', async () => {
  const id = await setup.webhook({ maxAttempts: 1 });
  await setup.newNote();
  const delivery = await setup.deliveryTo(id, 'delivered', 1);
  await setup.app.strapi.db.connection('lifecycle_webhooks_bodies').delete();
  await failsForItsBody(delivery);
  await deliveries().redeliver(delivery.id, { render: 'current' });
  await attemptsOf(delivery.id, 3);
  expect(setup.receiver.requests[1]?.json).toEqual(setup.receiver.requests[0]?.json);
});

test('an entry is stored once, with its event; without that there is no body', async () => {
  const id = await setup.webhook({ maxAttempts: 1 });
  const text = 'told in full, é — 漢字';
  await setup.notes.create({ data: { text } });
  const delivery = await setup.deliveryTo(id, 'delivered', 1);
  const { connection } = setup.app.strapi.db;
  const event_id = delivery.eventId;
  const kept: { content: string }[] = await connection('lifecycle_webhooks_bodies').where({
    event_id,
  });
  expect(kept.map(({ content }) => content.includes(text))).toEqual([false]);
  const body = (await deliveries().findOne(delivery.id))?.request?.body;
  expect(body).toBe(setup.receiver.requests[0]?.body);
  expect(body).toContain(text);
  await connection('lifecycle_webhooks_events').where({ event_id }).delete();
  await failsForItsBody(delivery);
  await expect(deliveries().redeliver(delivery.id, { render: 'current' })).rejects.toThrow(
    'Its event is not in the database any more'
  );
});

describe('a replay', () => {
  const ended = async ({ id }: Replay): Promise<Replay> => {
    let replay: Replay | null = null;
    await until(
      async () => (replay = await deliveries().findReplay(id))?.status !== 'running',
      () => JSON.stringify(replay)
    );
    return replay as unknown as Replay;
  };

  test('of what failed sends that again, once each, and nothing else', async () => {
    let isDown = true;
    setup.receiver.answerWith((_request, response) => response.writeHead(isDown ? 500 : 200).end());
    const id = await setup.webhook({ maxAttempts: 1 });
    for (let count = 0; count < 20; count += 1) await setup.newNote();
    await setup.receiver.waitFor(20);
    isDown = false;
    for (let count = 0; count < 5; count += 1) await setup.newNote();
    await setup.receiver.waitFor(25);
    const failedIds = new Set(
      setup.receiver.requests.slice(0, 20).map(({ headers }) => headers['webhook-id'])
    );
    await until(
      async () =>
        (await deliveries().findMany({ webhookId: id, status: 'sending' })).data.length === 0,
      () => 'still sending'
    );
    const replay = await deliveries().replay({ webhookId: id, since: Date.now() - 60_000 });
    expect(await ended(replay)).toMatchObject({ status: 'done', count: 20, only: 'failed' });
    await setup.receiver.waitFor(45);
    const again = setup.receiver.requests.slice(25).map(({ headers }) => headers['webhook-id']);
    expect(new Set(again)).toEqual(failedIds);
    const { data } = await deliveries().findMany({ webhookId: id, pageSize: 100 });
    await until(
      async () =>
        (await deliveries().findMany({ webhookId: id, pageSize: 100 })).data.every(
          ({ status }) => status === 'delivered'
        ),
      () => JSON.stringify(data.map(({ status }) => status))
    );
  });

  test('of all sends what was delivered too, but not what is older than its time', async () => {
    const id = await setup.webhook();
    await setup.newNote();
    await setup.receiver.waitFor(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const since = new Date();
    await setup.newNote();
    await setup.receiver.waitFor(2);
    await drained(setup.app);
    const replay = await deliveries().replay({ webhookId: id, since, only: 'all' });
    expect(await ended(replay)).toMatchObject({ count: 1, status: 'done' });
    await setup.receiver.waitFor(3);
    const [, second, third] = setup.receiver.requests;
    expect(third?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
  });

  test('is refused for a webhook, a time or a choice there is not', async () => {
    const id = await setup.webhook();
    const { replay } = deliveries();
    await expect(replay({ webhookId: 'whk_none', since: 0 })).rejects.toThrow(
      "no webhook 'whk_none'"
    );
    await expect(replay({ webhookId: id, since: 'yesterday' })).rejects.toThrow('must be a date');
    await expect(replay({ webhookId: id, since: Date.now() + 60_000 })).rejects.toThrow('future');
    await expect(replay({ webhookId: id, since: 0, only: 'some' as never })).rejects.toThrow(
      'only must be one of failed, all'
    );
    await expect(deliveries().cancelReplay('rpl_none')).rejects.toThrow("No replay 'rpl_none'");
  });
});

test('a redelivery that is cancelled before it is sent leaves the delivery what it was', async () => {
  const id = await setup.webhook({ maxAttempts: 1 });
  await setup.newNote();
  const delivered = await setup.deliveryTo(id, 'delivered', 1);
  const row = () =>
    setup.app.strapi.db
      .connection('lifecycle_webhooks_deliveries')
      .where({ delivery_id: delivered.id });
  const before = await row();
  // In one transaction, so that nobody sends it in between.
  await setup.app.strapi.db.transaction(async () => {
    await deliveries().redeliver(delivered.id);
    await deliveries().cancel(delivered.id);
  });
  expect(await deliveries().findOne(delivered.id)).toMatchObject({
    status: 'delivered',
    reason: null,
    deliveredAt: delivered.deliveredAt,
  });
  expect(await row()).toEqual(before);
});

test('what waits for an earlier change of its document follows at once when that is cancelled', async () => {
  setup.receiver.answerWith(({ json }, response) => {
    const { text } = (json as { entry: { text: string } }).entry;
    response.writeHead(text === 'first' ? 500 : 200).end();
  });
  const webhookId = await setup.webhook({ events: 'entry.*', ordering: 'document' });
  const { documentId } = await setup.notes.create({ data: { text: 'first' } });
  await setup.notes.update({ documentId, data: { text: 'second' } });
  const row = async (type: string) => {
    const { data } = await deliveries().findMany({ webhookId, type: type as 'entry.create' });
    return data[0];
  };
  const farAside = async () => {
    const [first, second] = [await row('entry.create'), await row('entry.update')];
    const dueInMs = Date.parse(second?.nextAttemptAt ?? '') - Date.now();
    return first?.status === 'pending' && first.attemptCount === 1 && dueInMs > 20_000;
  };
  await until(farAside, () => 'the second does not step aside');
  await deliveries().cancel((await row('entry.create'))!.id);
  const cancelledAt = Date.now();
  await setup.receiver.waitFor(2);
  expect(Date.now() - cancelledAt).toBeLessThan(15_000);
});

describe('where the webhook is deleted', () => {
  const rows = (table: string) => setup.app.strapi.db.connection(`lifecycle_webhooks_${table}`);
  const delivered = async () => {
    const id = await setup.webhook();
    await setup.newNote();
    const delivery = await setup.deliveryTo(id, 'delivered', 1);
    await setup.app.service('webhooks').delete(id);
    return delivery;
  };

  test('what was to be sent again is what it was', async () => {
    const delivery = await delivered();
    const resumed = { resume_status: 'delivered', resume_due_at: Date.now() };
    // As a replay on another instance might, that has not heard of it.
    await rows('deliveries')
      .where({ delivery_id: delivery.id })
      .update({ status: 'pending', due_at: Date.now(), ...resumed });
    await drained(setup.app);
    expect(await deliveries().findOne(delivery.id)).toMatchObject({
      ...{ status: 'delivered', attemptCount: 1, responseCode: 200, reason: null },
    });
  });

  test('a replay ends, and leaves what it has not come to as it was', async () => {
    const delivery = await delivered();
    const replay = { replay_id: `rpl_${delivery.id}`, webhook_id: delivery.webhookId, only: 'all' };
    const place = { since: 0, cursor: 'dlv_', count: 0, created_at: Date.now() };
    await rows('replays').insert({ ...replay, ...place, status: 'running' });
    let found: Replay | null = null;
    await until(
      async () => {
        found = await deliveries().findReplay(replay.replay_id);
        return found?.status === 'cancelled';
      },
      () => JSON.stringify(found)
    );
    expect(found).toMatchObject({ count: 0 });
    expect(await deliveries().findOne(delivery.id)).toMatchObject({
      ...{ status: 'delivered', attemptCount: 1 },
    });
  });
});

test('what waits for a webhook can be cancelled, singly and as a whole', async () => {
  answer(500);
  const id = await setup.webhook();
  await setup.newNote();
  const waiting = await setup.deliveryTo(id, 'pending', 1);
  await deliveries().cancel(waiting.id);
  expect(await deliveries().findOne(waiting.id)).toMatchObject({
    status: 'cancelled',
    nextAttemptAt: null,
  });
  await expect(deliveries().cancel(waiting.id)).rejects.toThrow('is waiting');
  expect(await deliveries().discard({ webhookId: id })).toBe(0);
  answer(200);
  await deliveries().redeliver(waiting.id);
  await setup.deliveryTo(id, 'delivered', 2);
});

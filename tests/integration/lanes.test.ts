import type { ServerResponse } from 'node:http';
import type { Delivery } from '../../contracts/domain';
import { relayed } from '../helpers/events';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const CONCURRENCY = 8;
const PER_WEBHOOK = 3;

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({
    config: {
      concurrency: CONCURRENCY,
      concurrencyPerWebhook: PER_WEBHOOK,
      retrySchedule: ['0s', '1s', '1s'],
      retryJitter: 0,
    },
  });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

/** A receiver that answers when told, and knows how many it has not answered. */
async function holdingReceiver() {
  const receiver = await startReceiver();
  const held: ServerResponse[] = [];
  let most = 0;
  receiver.answerWith((_request, response) => {
    held.push(response);
    most = Math.max(most, held.length);
  });
  return {
    receiver,
    held,
    most: () => most,
    answerAll(status = 200) {
      held.splice(0).forEach((response) => response.writeHead(status).end());
    },
  };
}

async function newNotes(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await setup.newNote();
}

const arrived = (receiver: Receiver, count: number) => receiver.waitFor(count);

describe('a lane has', () => {
  test('as many requests under way as concurrencyPerWebhook, and no more', async () => {
    const slow = await holdingReceiver();
    await setup.webhook({ url: slow.receiver.url });
    await newNotes(10);
    await arrived(slow.receiver, PER_WEBHOOK);
    while (slow.receiver.requests.length < 10) {
      slow.answerAll();
      const count = slow.receiver.requests.length;
      if (count < 10) await arrived(slow.receiver, count + 1);
    }
    slow.answerAll();
    expect(slow.most()).toBe(PER_WEBHOOK);
    await slow.receiver.stop();
  });

  test("as many as the webhook's own concurrency", async () => {
    const slow = await holdingReceiver();
    await setup.webhook({ url: slow.receiver.url, concurrency: 1 });
    await newNotes(4);
    for (let count = 1; count <= 4; count += 1) {
      await arrived(slow.receiver, count);
      expect(slow.held).toHaveLength(1);
      slow.answerAll();
    }
    await slow.receiver.stop();
  });

  test('no more requests begun per second than rateLimitPerSecond', async () => {
    const id = await setup.webhook({ rateLimitPerSecond: 10 });
    const start = Date.now();
    let last = start;
    setup.receiver.answerWith((_request, response) => {
      last = Date.now();
      response.writeHead(200).end();
    });
    await newNotes(15);
    await setup.receiver.waitFor(15);
    // 14 gaps of 100 ms; what the machine and the network add only makes it longer.
    expect(last - start).toBeGreaterThanOrEqual(1_400);
    expect(last - start).toBeLessThan(10_000);
    expect((await setup.app.service('webhooks').findOne(id))?.rateLimitPerSecond).toBe(10);
  });
});

test('receivers that hang, even many of them, leave room for the others', async () => {
  const hanging = await holdingReceiver();
  for (let index = 0; index < 4; index += 1) {
    await setup.webhook({ url: hanging.receiver.url, events: 'entry.create' });
  }
  await newNotes(6);
  await until(
    () => hanging.held.length >= CONCURRENCY / 2,
    () => `${hanging.held.length} requests hang`
  );
  // Created now, so that it has none of the backlog of the others.
  await relayed(setup.app);
  const id = await setup.webhook();
  await setup.newNote();
  await setup.deliveryTo(id, 'delivered', 1);
  hanging.answerAll();
  await hanging.receiver.stop();
});

test('a restore that wipes what is kept about webhooks stops no delivery', async () => {
  const id = await setup.webhook();
  await setup.newNote();
  await setup.deliveryTo(id, 'delivered', 1);
  await setup.app.strapi.db.connection('lifecycle_webhooks_lanes').delete();
  setup.receiver.clear();
  await setup.newNote();
  await setup.receiver.waitFor(1);
});

describe('a receiver that asks for a pause', () => {
  const deliveries = () => setup.app.service('deliveries');
  /** Asks once, and answers all later requests with 200. */
  const askOnce = (status: number, retryAfter: string) => {
    let count = 0;
    setup.receiver.answerWith((_request, response) => {
      count += 1;
      if (count === 1) response.writeHead(status, { 'Retry-After': retryAfter }).end();
      else response.writeHead(200).end();
    });
  };
  /** Of deliveries to a webhook, once so many have arrived; the first first. */
  const attemptsTo = async (webhookId: string, count: number) => {
    let arrived: Delivery[] = [];
    await until(
      async () => {
        const page = await deliveries().findMany({ webhookId, status: 'delivered' });
        arrived = page.data;
        return arrived.length === count;
      },
      () => `${arrived.length} of ${count} are marked delivered`
    );
    const details = await Promise.all(arrived.map(({ id }) => deliveries().findOne(id)));
    return details
      .flatMap((delivery) => delivery?.attempts ?? [])
      .map(({ at, durationMs }) => ({ at: Date.parse(at), endedAt: Date.parse(at) + durationMs }))
      .sort((one, other) => one.at - other.at);
  };
  const throttledUntil = async (webhookId: string) => {
    const lanes = setup.app.strapi.db.connection('lifecycle_webhooks_lanes');
    const lane = await lanes.where({ webhook_id: webhookId }).first('throttled_until');
    return Number(lane?.throttled_until);
  };

  // Neither is what a lane is given where nothing is asked for: 5 s after a 429.
  const twoSeconds = { retryAfter: () => '2', end: (endedAt: number) => endedAt + 2_000 };
  const aDate = {
    retryAfter: () => new Date(Date.now() + 4_000).toUTCString(),
    end: (_endedAt: number, value: string) => Date.parse(value),
  };

  test.each([
    ['429 and seconds', 429, twoSeconds],
    ['503 and seconds', 503, twoSeconds],
    ['429 and a date', 429, aDate],
  ])(
    'with %s gets it, no longer, from all deliveries of its lane',
    async (_title, status, asks) => {
      const id = await setup.webhook({ concurrency: 1 });
      const value = asks.retryAfter();
      askOnce(status, value);
      await setup.newNote();
      await setup.receiver.waitFor(1);
      await setup.newNote();
      const [asked, ...later] = await attemptsTo(id, 2);
      const end = asks.end(asked?.endedAt ?? NaN, value);
      expect(await throttledUntil(id)).toBe(end);
      expect(later).toHaveLength(2);
      for (const { at } of later) expect(at).toBeGreaterThanOrEqual(end);
    }
  );

  test('gets it no longer once its webhook was given another URL', async () => {
    askOnce(429, '600');
    const id = await setup.webhook();
    await setup.newNote();
    const waiting = await setup.deliveryTo(id, 'pending', 1);
    expect(Date.parse(waiting.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(500_000);
    await setup.app.service('webhooks').update(id, { url: `${setup.receiver.url}/other` });
    await setup.newNote();
    await setup.receiver.waitFor(2);
  });
});

import type { DeliveryDetail } from '../../contracts/domain';
import { until, type Answer } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({
    config: { retrySchedule: ['0s', '1s', '1s'], retryJitter: 0 },
  });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

/** Answers the first requests as told, all later ones with 200. */
function answerInTurn(...statuses: number[]): void {
  let count = 0;
  setup.receiver.answerWith((_request, response) => {
    response.writeHead(statuses[count++] ?? 200, { 'X-Turn': String(count) }).end(`turn ${count}`);
  });
}

describe('a delivery that fails', () => {
  test('is sent again, the same bytes under the same ids, until it is delivered', async () => {
    answerInTurn(500, 503);
    const id = await setup.webhook({ secret: 'a secret of my own' });
    const { documentId } = await setup.newNote();
    await setup.deliveryTo(id, 'pending', 1);
    // Neither a later state of the entry nor another format changes what is on its way.
    await setup.notes.update({ documentId, data: { text: 'changed meanwhile' } });
    await setup.app.service('webhooks').update(id, { format: 'thin' });

    const delivery = await setup.deliveryTo(id, 'delivered', 3);
    expect(setup.receiver.requests).toHaveLength(3);
    const [first] = setup.receiver.requests;
    for (const { body, headers } of setup.receiver.requests) {
      expect(body).toBe(first?.body);
      for (const name of ['webhook-id', 'x-webhook-delivery', 'x-webhook-signature']) {
        expect(headers[name]).toBe(first?.headers[name]);
      }
    }
    const header = (name: string) => setup.receiver.requests.map(({ headers }) => headers[name]);
    expect(header('x-webhook-attempt')).toEqual(['1', '2', '3']);
    expect(new Set(header('webhook-timestamp')).size).toBe(3);
    expect(new Set(header('webhook-signature')).size).toBe(3);
    expect(delivery).toMatchObject({ responseCode: 200, reason: null, nextAttemptAt: null });
  });

  test('is not tried again where its webhook was deleted meanwhile', async () => {
    const held: { answer?: () => void } = {};
    setup.receiver.answerWith((_request, response) => {
      held.answer = () => response.writeHead(500).end('too late');
    });
    const id = await setup.webhook();
    await setup.newNote();
    await setup.receiver.waitFor(1);
    await setup.app.service('webhooks').delete(id);
    held.answer?.();
    const delivery = await setup.deliveryTo(id, 'cancelled', 1);
    expect(delivery).toMatchObject({ reason: 'webhook-deleted', nextAttemptAt: null });
    expect(delivery.attempts).toMatchObject([{ outcome: 'retry', reason: 'http-500' }]);
  });

  test('is failed after its last attempt, with every attempt kept', async () => {
    answerInTurn(500, 404, 503);
    const id = await setup.webhook();
    await setup.newNote();
    const delivery = await setup.deliveryTo(id, 'failed', 3);
    expect(delivery).toMatchObject({
      responseCode: 503,
      reason: 'http-503',
      nextAttemptAt: null,
      deliveredAt: null,
    });
    const attempt = (number: number, responseCode: number, outcome: string) => ({
      number,
      at: expect.any(String),
      durationMs: expect.any(Number),
      outcome,
      reason: `http-${responseCode}`,
      responseCode,
      responseHeaders: expect.objectContaining({ 'x-turn': String(number) }),
      responseBody: `turn ${number}`,
    });
    expect(delivery.attempts).toEqual([
      attempt(1, 500, 'retry'),
      attempt(2, 404, 'retry'),
      attempt(3, 503, 'failed'),
    ]);
    expect(setup.receiver.requests).toHaveLength(3);
  });

  test('waits for as long as the schedule says, and says until when', async () => {
    answerInTurn(500);
    const id = await setup.webhook();
    await setup.newNote();
    const waiting = await setup.deliveryTo(id, 'pending', 1);
    const ended = (index: number, { attempts }: DeliveryDetail) =>
      Date.parse(attempts[index]?.at ?? '') + (attempts[index]?.durationMs ?? 0);
    expect(Date.parse(waiting.nextAttemptAt ?? '') - ended(0, waiting)).toBe(1_000);
    const delivery = await setup.deliveryTo(id, 'delivered', 2);
    const second = Date.parse(delivery.attempts[1]?.at ?? '');
    expect(second).toBeGreaterThanOrEqual(Date.parse(waiting.nextAttemptAt ?? ''));
  });

  test("has as many attempts as the webhook's own maxAttempts", async () => {
    answerInTurn(500);
    const id = await setup.webhook({ maxAttempts: 1 });
    await setup.newNote();
    const { attempts } = await setup.deliveryTo(id, 'failed', 1);
    expect(attempts).toMatchObject([{ outcome: 'failed', reason: 'http-500' }]);
  });
});

/** Holds every answer back until told to give it. */
function holdAnswers(status: number): { give(): void } {
  const held: (() => void)[] = [];
  const answer: Answer = (_request, response) => held.push(() => response.writeHead(status).end());
  setup.receiver.answerWith(answer);
  return { give: () => held.splice(0).forEach((end) => end()) };
}

const statusOf = async (id: string) => (await setup.app.service('deliveries').findOne(id))?.status;

async function onlyDeliveryId(webhookId: string): Promise<string> {
  const { data } = await setup.app.service('deliveries').findMany({ webhookId });
  expect(data).toHaveLength(1);
  return data[0]?.id ?? '';
}

describe('a webhook deleted while deliveries wait', () => {
  test('has them cancelled, and nothing is sent to it any more', async () => {
    answerInTurn(500, 500, 500);
    const [deleted, kept] = [await setup.webhook(), await setup.webhook()];
    await setup.newNote();
    const { id } = await setup.deliveryTo(deleted, 'pending', 1);
    await setup.app.service('webhooks').delete(deleted);
    // At once, not when the next attempt is due.
    const delivery = await setup.app.service('deliveries').findOne(id);
    expect(delivery).toMatchObject({
      status: 'cancelled',
      reason: 'webhook-deleted',
      nextAttemptAt: null,
    });
    expect(delivery?.attempts).toHaveLength(1);

    // When the other webhook's next attempt is over, the cancelled one would have been due too.
    await setup.deliveryTo(kept, 'delivered', 3);
    const sentTo = setup.receiver.requests.map(({ headers }) => headers['x-webhook-id']);
    expect(sentTo.filter((webhookId) => webhookId === deleted)).toHaveLength(1);
  });

  test('has one that is under way cancelled when it would be tried again', async () => {
    const answers = holdAnswers(500);
    const id = await setup.webhook();
    await setup.newNote();
    await setup.receiver.waitFor(1);
    const delivery = await onlyDeliveryId(id);
    await setup.app.service('webhooks').delete(id);
    answers.give();
    await until(
      async () => (await statusOf(delivery)) === 'cancelled',
      () => 'the delivery is not cancelled'
    );
    expect(setup.receiver.requests).toHaveLength(1);
  });
});

describe('a disabled webhook', () => {
  test('has its deliveries held, and sent when it is enabled', async () => {
    setup.receiver.answerWith((_request, response) => response.writeHead(500).end());
    const [held, other] = [await setup.webhook(), await setup.webhook()];
    await setup.newNote();
    await setup.deliveryTo(held, 'pending', 1);
    await setup.app.service('webhooks').disable(held);
    // By the third attempt of the other, the second of the held one has been due for a second.
    const { createdAt } = await setup.deliveryTo(other, 'failed', 3);
    const waiting = await setup.deliveryTo(held, 'pending', 1);
    expect(waiting.createdAt).toBe(createdAt);
    expect(Date.parse(waiting.nextAttemptAt ?? '')).toBeLessThan(Date.now());

    setup.receiver.answerWith((_request, response) => response.writeHead(200).end());
    await setup.app.service('webhooks').enable(held);
    expect((await setup.deliveryTo(held, 'delivered', 2)).attempts).toHaveLength(2);
  });

  test('hears nothing of what happens meanwhile, not even later', async () => {
    const [disabled, other] = [await setup.webhook(), await setup.webhook()];
    await setup.app.service('webhooks').disable(disabled);
    await setup.newNote();
    await setup.deliveryTo(other, 'delivered', 1);
    await setup.app.service('webhooks').enable(disabled);
    const { documentId } = await setup.newNote();
    const delivery = await setup.deliveryTo(disabled, 'delivered', 1);
    const event = await setup.app.service('events').findOne(delivery.eventId);
    expect(event?.documentId).toBe(documentId);
  });
});

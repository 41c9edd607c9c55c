import { until } from '../helpers/receiver';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const HOUR_MS = 3_600_000;

let setup: DeliverySetup;
let watcher: Receiver;
const emails: object[] = [];

beforeAll(async () => {
  setup = await startDeliveries({
    config: {
      retrySchedule: ['0s', '1h', '1h', '1h', '1h', '1h'],
      retryJitter: 0,
      autoDisableAfterHours: 2,
      notify: { emails: ['ops@example.com'] },
    },
  });
  watcher = await startReceiver();
  // The one provider a test can have; Strapi's own sends through the machine's sendmail.
  setup.app.strapi.plugin('email').provider.send = async (email: object) => void emails.push(email);
});

afterEach(async () => {
  await setup.clear();
  jest.restoreAllMocks();
  watcher.clear();
  emails.length = 0;
});
afterAll(async () => {
  await setup?.stop();
  await watcher?.stop();
});

const webhooks = () => setup.app.service('webhooks');
const disabled = (id: string) =>
  until(
    async () => (await webhooks().findOne(id))?.enabled === false,
    () => 'the webhook is enabled'
  );

test('410 disables a webhook, and everybody is told', async () => {
  setup.receiver.answerWith((_request, response) => response.writeHead(410).end());
  const heard: unknown[] = [];
  const stopListening = setup.app.strapi.eventHub.on(
    'lifecycle-webhooks.webhook-disabled',
    async (data: unknown) => void heard.push(data)
  );
  await setup.webhook({ name: 'watcher', url: watcher.url, events: 'webhook.disabled' });
  const id = await setup.webhook({ name: 'gone', url: `${setup.receiver.url}/token-in-path` });
  await setup.newNote();
  await disabled(id);
  const webhook = await webhooks().findOne(id);
  expect(webhook).toMatchObject({ enabled: false, disabledReason: 'http-410' });
  expect(Date.parse(webhook?.disabledAt ?? '')).toBeLessThanOrEqual(Date.now());

  await watcher.waitFor(1);
  const { host } = new URL(setup.receiver.url);
  const told = { id, name: 'gone', host, reason: 'http-410', disabledAt: webhook?.disabledAt };
  expect(watcher.requests[0]?.json).toMatchObject({ event: 'webhook.disabled', data: told });
  expect(heard).toEqual([told]);
  await until(
    () => emails.length === 1,
    () => 'no e-mail'
  );
  expect(emails[0]).toMatchObject({ to: 'ops@example.com', subject: "Webhook 'gone' is disabled" });
  expect(JSON.stringify([watcher.requests, heard, emails])).not.toContain('token-in-path');
  stopListening();
});

test('of several answers that disable it everybody is told once, and who cannot be told keeps nothing up', async () => {
  setup.receiver.answerWith((_request, response) =>
    setTimeout(() => response.writeHead(410).end(), 200)
  );
  let listened = 0;
  const stopListening = setup.app.strapi.eventHub.on(
    'lifecycle-webhooks.webhook-disabled',
    async () => {
      listened += 1;
      throw new Error('a listener that fails');
    }
  );
  const { provider } = setup.app.strapi.plugin('email');
  const { send } = provider;
  let mailed = 0;
  provider.send = async () => {
    mailed += 1;
    throw new Error('the mail server is down');
  };
  await setup.webhook({
    name: 'watcher',
    url: watcher.url,
    events: ['webhook.disabled', 'media.create'],
  });
  const id = await setup.webhook({ name: 'gone', concurrency: 5 });
  for (let count = 0; count < 5; count += 1) await setup.newNote();
  await setup.receiver.waitFor(5);
  await disabled(id);
  await watcher.waitFor(1);
  await until(
    () => mailed > 0,
    () => 'no e-mail was tried'
  );
  // Time for a second telling, if there were one.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect({ told: watcher.requests.length, listened, mailed }).toEqual({
    told: 1,
    listened: 1,
    mailed: 1,
  });
  provider.send = send;
  stopListening();
});

test('what waits is held, goes out when the webhook is enabled, or is discarded', async () => {
  setup.receiver.answerWith((_request, response) => response.writeHead(410).end());
  const id = await setup.webhook({ concurrency: 1 });
  for (let count = 0; count < 3; count += 1) await setup.newNote();
  await disabled(id);
  const held = async () =>
    (await setup.app.service('deliveries').findMany({ webhookId: id, status: 'pending' })).data;
  await until(
    async () => (await held()).length === 3,
    () => 'not all are held'
  );
  setup.receiver.clear();
  setup.receiver.answerWith((_request, response) => response.writeHead(200).end());
  await webhooks().enable(id);
  expect(await webhooks().findOne(id)).toMatchObject({ disabledReason: null, disabledAt: null });
  await setup.receiver.waitFor(2);
  const { discard } = setup.app.service('deliveries');
  // The one that was answered with 410 waits for its retry.
  await until(
    async () => (await held()).length === 1,
    () => 'not delivered'
  );
  expect(await discard({ webhookId: id })).toBe(1);
  expect(await held()).toEqual([]);
});

test('what waits to be told together is discarded too', async () => {
  const id = await setup.webhook({ coalesceMs: 60_000 });
  const others = await setup.webhook({ coalesceMs: 60_000 });
  const waiting = async (): Promise<string[]> => {
    const rows: { webhook_id: string }[] = await setup.app.strapi.db
      .connection('lifecycle_webhooks_gathered')
      .whereNull('delivery_id');
    return rows.map((row) => row.webhook_id);
  };
  await setup.newNote();
  await until(
    async () => (await waiting()).length === 2,
    () => 'nothing waits'
  );
  expect(await setup.app.service('deliveries').discard({ webhookId: id })).toBe(0);
  expect(await waiting()).toEqual([others]);
});

describe('an answer of the receiver a webhook had before', () => {
  const answeredLate = async (status: number, headers: Record<string, string>) => {
    const id = await setup.webhook();
    let answer = (): void => undefined;
    setup.receiver.answerWith((_request, response) => {
      answer = () => response.writeHead(status, headers).end();
    });
    await setup.newNote();
    await setup.receiver.waitFor(1);
    await webhooks().update(id, { url: watcher.url });
    answer();
    await until(
      async () => {
        const { data } = await setup.app.service('deliveries').findMany({ webhookId: id });
        return data[0]?.status === 'pending' && data[0].attemptCount === 1;
      },
      () => 'the answer is not recorded'
    );
    return id;
  };

  test('does not disable it', async () => {
    const id = await answeredLate(410, {});
    expect((await webhooks().findOne(id))?.enabled).toBe(true);
  });

  test('does not keep it back', async () => {
    await answeredLate(503, { 'retry-after': '3600' });
    await setup.newNote();
    await watcher.waitFor(1);
  });
});

test('nothing but failures for autoDisableAfterHours disables; a success in between does not', async () => {
  let offset = 0;
  const realNow = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offset);
  const status = new Map<string, number>();
  setup.receiver.answerWith(({ path }, response) => {
    response.writeHead(status.get(path) ?? 500).end();
  });
  const failing = await setup.webhook({ url: `${setup.receiver.url}/failing` });
  const flaky = await setup.webhook({ url: `${setup.receiver.url}/flaky` });
  const notesAndRequests = async (count: number) => {
    await setup.newNote();
    await setup.receiver.waitFor(count);
    // An answer that is read after the clock was put forward would be a later failure.
    await until(
      async () => {
        const { data } = await setup.app.service('deliveries').findMany();
        return data.every((it) => it.status !== 'sending' && it.attemptCount > 0);
      },
      () => 'not all attempts are recorded'
    );
  };
  await notesAndRequests(2);
  offset = 0.9 * HOUR_MS;
  status.set('/flaky', 200);
  await notesAndRequests(4);
  status.delete('/flaky');
  offset = 2.2 * HOUR_MS;
  await notesAndRequests(6);
  await disabled(failing);
  expect(await webhooks().findOne(failing)).toMatchObject({
    disabledReason: 'failing-for-2-hours',
  });
  expect((await webhooks().findOne(flaky))?.enabled).toBe(true);
});

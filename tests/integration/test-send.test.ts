import { errors } from '@strapi/utils';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { drained, relayed } from '../helpers/events';
import type { Received } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const SECRET = 'a secret of the receiver';
const DEFAULT_TOKEN = 'the-token-of-the-site';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({
    webhooks: { defaultHeaders: { 'X-Site': 'of the site', 'X-Api-Key': DEFAULT_TOKEN } },
  });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const tests = () => setup.app.service('test-send');

async function onlyRequest(): Promise<Received> {
  expect(setup.receiver.requests).toHaveLength(1);
  const [request] = setup.receiver.requests;
  if (request === undefined) throw new Error('unreachable');
  return request;
}

const refusal = (act: Promise<unknown>): Promise<unknown> => act.catch((error: unknown) => error);

/** How many rows there are of everything, once nothing is under way. */
const tables = async () => {
  await relayed(setup.app);
  await drained(setup.app);
  const count = async (table: string) => {
    const [row] = (await setup.app.strapi.db
      .connection(`lifecycle_webhooks${table}`)
      .count('* as count')) as { count: number }[];
    return Number(row?.count);
  };
  return Promise.all(['', '_outbox', '_events', '_deliveries', '_attempts'].map(count));
};

describe('a test is sent', () => {
  test('once, at once, signed, and answered with what came of it', async () => {
    setup.receiver.answerWith((_request, response) => response.writeHead(202).end('thank you'));
    const id = await setup.webhook({ secret: SECRET });
    const note = await setup.newNote();
    await setup.deliveryTo(id, 'delivered', 1);
    setup.receiver.clear();
    const before = await tables();

    const result = await tests().send(id, { event: 'entry.create', uid: 'api::note.note' });
    const request = await onlyRequest();
    expect(result).toEqual({
      id: request.json.id,
      status: 'delivered',
      responseCode: 202,
      responseBody: 'thank you',
      durationMs: expect.any(Number),
    });
    expect(result.id).toMatch(/^evt_test_[0-9a-z]{26}$/);
    expect(request.headers).toMatchObject({
      'webhook-id': result.id,
      'x-webhook-id': id,
      'x-webhook-test': 'true',
      'x-webhook-event': 'entry.create',
      'x-webhook-delivery': expect.stringMatching(/^dlv_test_/),
      'x-webhook-attempt': '1',
    });
    expect(request.json).toMatchObject({ event: 'entry.create', entry: { id: note.id } });
    new StandardWebhook(Buffer.from(SECRET).toString('base64')).verify(
      request.body,
      request.headers as Record<string, string>
    );
    expect(await tables()).toEqual(before);
  });

  test('with the body and headers of a delivery, but for ids, times and the mark', async () => {
    const id = await setup.webhook({
      secret: SECRET,
      headers: [{ name: 'X-Token', value: 'of the webhook', secret: true }],
    });
    await setup.newNote();
    await setup.deliveryTo(id, 'delivered', 1);
    await tests().send(id, { event: 'entry.create', uid: 'api::note.note' });
    const [delivery, trial] = setup.receiver.requests;
    const { 'x-webhook-test': mark, ...others } = trial?.headers ?? {};
    expect(mark).toBe('true');
    expect(Object.keys(others).sort()).toEqual(Object.keys(delivery?.headers ?? {}).sort());
    expect(others).toMatchObject({ 'x-token': 'of the webhook', 'x-site': 'of the site' });
    const told = { ...delivery?.json, id: expect.any(String), createdAt: expect.any(String) };
    expect(trial?.json).toEqual(told);
    expect(Object.keys(trial?.json ?? {})).toEqual(Object.keys(delivery?.json ?? {}));
  });

  test.each([
    [500, 'http-500'],
    [302, 'http-302'],
    [410, 'http-410'],
    [429, 'http-429'],
  ])('and an answer of %i is a failure, which changes nothing', async (status, reason) => {
    setup.receiver.answerWith((_request, response) => {
      response.writeHead(status, { location: '/', 'retry-after': '100' }).end('no');
    });
    const id = await setup.webhook();
    expect(await tests().send(id)).toMatchObject({
      status: 'failed',
      responseCode: status,
      responseBody: 'no',
      reason,
    });
    expect(setup.receiver.requests).toHaveLength(1);
    expect(await setup.app.service('webhooks').findOne(id)).toMatchObject({ enabled: true });
    setup.receiver.answerWith((_request, response) => response.writeHead(200).end());
    await setup.newNote();
    await setup.deliveryTo(id, 'delivered', 1);
  });

  test('and no answer is a failure with its reason and no code', async () => {
    const closed = await setup.webhook({ url: 'http://127.0.0.1:1/' });
    expect(await tests().send(closed)).toMatchObject({
      status: 'failed',
      responseCode: null,
      reason: 'refused',
      responseBody: expect.stringContaining('ECONNREFUSED'),
    });
    setup.receiver.answerWith(() => undefined);
    const silent = await setup.webhook({ timeoutMs: 1_000 });
    expect(await tests().send(silent)).toMatchObject({ status: 'failed', reason: 'timeout' });
  });

  test('also to a webhook that is disabled, without ending that', async () => {
    const id = await setup.webhook({ enabled: false });
    expect(await tests().send(id)).toMatchObject({ status: 'delivered' });
    expect(await setup.app.service('webhooks').findOne(id)).toMatchObject({ enabled: false });
  });

  test('and what a receiver echoes of secret headers is not answered', async () => {
    setup.receiver.answerWith(({ headers }, response) => {
      response.writeHead(200).end(JSON.stringify(headers));
    });
    const id = await setup.webhook({
      headers: [{ name: 'X-Token', value: 'of the webhook', secret: true }],
    });
    const { responseBody } = await tests().send(id);
    expect(responseBody).toContain('"x-token":"[secret]"');
    expect(responseBody).toContain('"x-api-key":"[secret]"');
    for (const secret of ['of the webhook', DEFAULT_TOKEN])
      expect(responseBody).not.toContain(secret);
  });
});

describe('a draft', () => {
  const draft = () => ({
    name: 'not saved',
    url: setup.receiver.url,
    events: 'entry.publish' as const,
    contentTypes: ['api::note.note'],
    secret: SECRET,
  });

  test('is previewed and sent as it is, and not saved', async () => {
    const before = await tables();
    expect(await tests().preview(draft())).toMatchObject({
      event: 'entry.publish',
      uid: 'api::note.note',
      headers: { 'X-Signature': expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await tests().send(draft())).toMatchObject({ status: 'delivered', responseCode: 200 });
    expect((await onlyRequest()).json).toMatchObject({ event: 'entry.publish', model: 'note' });
    expect(await tables()).toEqual(before);
  });

  test('of a stored webhook keeps what it does not change, its secrets too', async () => {
    const id = await setup.webhook({
      secret: SECRET,
      headers: [{ name: 'X-Token', value: 'of the webhook', secret: true }],
    });
    const headers = [{ name: 'x-token', secret: true }];
    await tests().send({ id, format: 'thin', headers });
    const request = await onlyRequest();
    expect(request.headers['x-token']).toBe('of the webhook');
    expect(request.headers['x-webhook-id']).toBe(id);
    expect(request.json).toMatchObject({ webhookVersion: 'v1' });
    new StandardWebhook(Buffer.from(SECRET).toString('base64')).verify(
      request.body,
      request.headers as Record<string, string>
    );
    expect(await setup.app.service('webhooks').findOne(id)).toMatchObject({ format: 'strapi' });
  });

  test.each([
    [{ url: 'nowhere' }, "url: 'nowhere' is no URL"],
    [{ events: 'entry.exploded' }, "'entry.exploded' is no event"],
    [{ contentTypes: ['admin::user'] }, "'admin::user' is never announced"],
    [{ surprise: 1 }, 'surprise'],
  ])('is checked as a new webhook is: %j', async (wrong, says) => {
    const failure = await refusal(tests().preview({ ...draft(), ...wrong } as never));
    expect(failure).toBeInstanceOf(errors.ValidationError);
    expect(String(failure)).toContain(says);
  });
});

describe('a test is refused', () => {
  test.each([
    [{ event: 'entry.exploded' }, 'event'],
    [{ event: 'entry.*' }, 'event'],
    [{ uid: 'api::nothing.nothing' }, "uid: 'api::nothing.nothing' is no content type"],
    [{ uid: 'plugin::users-permissions.user' }, 'is never announced'],
    [{ uid: 'admin::user' }, 'is never announced'],
    [{ event: 'entry.publish', uid: 'api::author.author' }, 'needs draft & publish'],
    [{ event: 'media.create', uid: 'api::note.note' }, 'is about'],
    [{ documentId: 7 }, 'documentId'],
    [{ documentId: { $ne: null } }, 'documentId'],
    [{ surprise: 1 }, 'surprise'],
    [null, 'object'],
  ])('with the options %j', async (options, says) => {
    const id = await setup.webhook();
    const failure = await refusal(tests().send(id, options as never));
    expect(failure).toBeInstanceOf(errors.ValidationError);
    expect(String(failure)).toContain(says);
    expect(setup.receiver.requests).toEqual([]);
  });

  test('for a webhook there is not', async () => {
    for (const subject of ['whk_nothing', { id: 'whk_nothing' }]) {
      expect(await refusal(tests().send(subject))).toBeInstanceOf(errors.NotFoundError);
    }
    expect(await refusal(tests().send(undefined as never))).toBeInstanceOf(errors.ValidationError);
  });
});

test('where the secret cannot be read, nothing is sent and nothing is shown', async () => {
  const id = await setup.webhook({ secret: SECRET });
  await setup.app.strapi.db
    .connection('lifecycle_webhooks')
    .where({ document_id: id })
    .update({ secret: 'sealed by nobody' });
  expect(await tests().send(id)).toMatchObject({ status: 'failed', reason: 'secret' });
  expect(await refusal(tests().preview(id))).toBeInstanceOf(errors.ValidationError);
  expect(setup.receiver.requests).toEqual([]);
});

test('a test goes on in a transaction of the caller, and sees what it wrote', async () => {
  const id = await setup.webhook({ enabled: false });
  const result = await setup.app.strapi.db.transaction(async () => {
    const { documentId } = await setup.newNote();
    return tests().send(id, { event: 'entry.create', uid: 'api::note.note', documentId });
  });
  expect(result.status).toBe('delivered');
  await relayed(setup.app);
  await drained(setup.app);
});

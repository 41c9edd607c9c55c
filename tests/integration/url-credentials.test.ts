import { errors } from '@strapi/utils';
import { logToFile } from '../helpers/log-file';
import { wholeDatabase } from '../helpers/tables';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const PASSWORD = 'p4ss/w0rd:é';
const BASIC = `Basic ${Buffer.from(`user:${PASSWORD}`).toString('base64')}`;
const SEALED = { name: 'Authorization', value: null, secret: true };

let setup: DeliverySetup;
const log = logToFile();

beforeAll(async () => {
  setup = await startDeliveries({ logLevel: 'silly' });
});

afterEach(() => setup.clear());
afterAll(async () => {
  await setup?.stop();
  log.stop();
});

const webhooks = () => setup.app.service('webhooks');

const withCredentials = () =>
  setup.receiver.url.replace('http://', `http://user:${encodeURIComponent(PASSWORD)}@`);

async function sent(): Promise<unknown> {
  await setup.newNote();
  const [request] = await setup.receiver.waitFor(1);
  return request?.headers.authorization;
}

describe('user name and password of a URL become a secret Authorization header', () => {
  test('on create', async () => {
    const id = await setup.webhook({ url: `${withCredentials()}/hooks?a=1` });
    const webhook = await webhooks().findOne(id);
    expect(webhook?.url).toBe(`${setup.receiver.url}/hooks?a=1`);
    expect(webhook?.headers).toEqual([SEALED]);
    expect(await sent()).toBe(BASIC);
  });

  test('on update, beside the headers that are stored', async () => {
    const id = await setup.webhook({
      headers: [
        { name: 'X-Token', value: 'a token', secret: true },
        { name: 'X-Open', value: 'shown' },
      ],
    });
    const { url, headers } = await webhooks().update(id, { url: withCredentials() });
    expect(url).toBe(`${setup.receiver.url}/`);
    expect(headers).toEqual([
      { name: 'X-Token', value: null, secret: true },
      { name: 'X-Open', value: 'shown' },
      SEALED,
    ]);
    expect(await sent()).toBe(BASIC);
    expect(setup.receiver.requests[0]?.headers).toMatchObject({
      'x-token': 'a token',
      'x-open': 'shown',
    });
  });

  test('on update with headers, in their place', async () => {
    const id = await setup.webhook({ url: withCredentials() });
    const change = { url: withCredentials(), headers: [{ name: 'X-Open', value: 'shown' }] };
    const { headers } = await webhooks().update(id, change);
    expect(headers).toEqual([{ name: 'X-Open', value: 'shown' }, SEALED]);
  });

  test('in a test of a draft', async () => {
    const draft = { name: 'draft', url: withCredentials(), events: 'entry.create' as const };
    const preview = await setup.app.service('test-send').preview(draft);
    expect(preview).toMatchObject({
      url: `${setup.receiver.url}/`,
      headers: { Authorization: '[secret]' },
    });
    await setup.app.service('test-send').send(draft);
    expect(setup.receiver.requests[0]?.headers.authorization).toBe(BASIC);
  });

  test('also a user name alone', async () => {
    await setup.webhook({ url: setup.receiver.url.replace('http://', 'http://user@') });
    expect(await sent()).toBe(`Basic ${Buffer.from('user:').toString('base64')}`);
  });
});

test('beside an Authorization header they are refused, and nothing is saved', async () => {
  const headers = [{ name: 'authorization', value: 'Bearer t' }];
  const says = /^url: .*Authorization header already/;
  const creation = { name: 'x', url: withCredentials(), events: 'entry.create' as const, headers };
  const failure: unknown = await webhooks()
    .create(creation)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(errors.ValidationError);
  expect((failure as Error).message).toMatch(says);
  expect((failure as Error).message).not.toContain(encodeURIComponent(PASSWORD));
  expect((await webhooks().findMany()).data).toEqual([]);

  const id = await setup.webhook({ headers });
  await expect(webhooks().update(id, { url: withCredentials() })).rejects.toThrow(says);
  await expect(webhooks().update(id, { url: withCredentials(), headers })).rejects.toThrow(says);
  expect(await webhooks().findOne(id)).toMatchObject({ url: setup.receiver.url, headers });
});

test('they are in no table and no log', async () => {
  await setup.webhook({ url: withCredentials(), name: 'told' });
  await setup.app.service('test-send').send({
    name: 'draft',
    url: withCredentials(),
    events: 'entry.create',
  });
  await sent();
  const text = (await wholeDatabase(setup.app)) + log.text();
  expect(log.text()).toContain('test.sent');
  expect(text).toContain('told');
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), BASIC.slice(6)]) {
    expect(text).not.toContain(secret);
  }
});

import { rmSync } from 'node:fs';
import { errors } from '@strapi/utils';
import type { Webhook } from '../../contracts/domain';
import { currentDatabase, type OwnDatabase } from '../helpers/databases';
import { documentsOf } from '../helpers/documents';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const SECRET = 'the secret of the environment';
const NEXT_SECRET = 'the next secret of it';

let receiver: Receiver;
let dir: string;
let own: OwnDatabase;
let app: TestStrapi | undefined;

beforeEach(async () => {
  receiver = await startReceiver();
  dir = temporaryDir();
  own = await currentDatabase().create(dir);
});

afterEach(async () => {
  await app?.stop();
  app = undefined;
  await receiver.stop();
  await own.drop();
  rmSync(dir, { recursive: true, force: true });
});

const declared = (more: object = {}) => ({
  key: 'search',
  name: 'Search index',
  url: receiver.url,
  events: 'entry.create',
  ...more,
});

/** Starts the site, anew, with these webhooks in its config. */
async function start(...webhooks: object[]): Promise<TestStrapi> {
  await app?.stop();
  app = undefined;
  app = await startStrapi({
    dir,
    connection: own.connection,
    config: { webhooks, retrySchedule: ['0s', '1h'], limits: { webhooks: 2 } },
  });
  return app;
}

const all = async (site: TestStrapi): Promise<Webhook[]> =>
  (await site.service('webhooks').findMany({ pageSize: 100 })).data;

const only = async (site: TestStrapi): Promise<Webhook> => {
  const [webhook, ...others] = await all(site);
  expect(others).toEqual([]);
  if (webhook === undefined) throw new Error('there is none');
  return webhook;
};

const rows = (site: TestStrapi) => site.strapi.db.connection('lifecycle_webhooks').select('*');

const newNote = (site: TestStrapi) =>
  documentsOf(site, 'api::note.note').create({ data: { text: 'a' } });

test('a webhook of the config is there after the start, signed with the secret of the environment', async () => {
  const site = await start(declared({ secret: SECRET, headers: [{ name: 'X-A', value: '1' }] }));
  expect(await only(site)).toMatchObject({
    key: 'search',
    managed: true,
    name: 'Search index',
    enabled: true,
    events: ['entry.create'],
    secret: { set: true, hint: '…ment' },
  });
  expect(JSON.stringify(await rows(site))).not.toContain(SECRET);
  await newNote(site);
  const [request] = await receiver.waitFor(1);
  expect(request?.headers['x-a']).toBe('1');
  expect(request?.headers['x-signature']).toMatch(/^[0-9a-f]{64}$/);
});

test('a start with the same config writes nothing', async () => {
  const headers = [{ name: 'X-Token', value: 'the token of it', secret: true }];
  const contentTypes = ['api::note.note'];
  const webhook = declared({
    secret: SECRET,
    headers,
    contentTypes,
    locales: ['en'],
    coalesceMs: 100,
  });
  const before = await rows(await start(webhook));
  expect(await rows(await start(webhook))).toEqual(before);
});

test('what changed in the config is changed at the next start, and what was taken out has its default', async () => {
  const { id } = await only(await start(declared({ description: 'first', maxAttempts: 3 })));
  const site = await start(declared({ name: 'Renamed', format: 'thin' }));
  expect(await only(site)).toMatchObject({
    id,
    name: 'Renamed',
    format: 'thin',
    description: '',
    maxAttempts: null,
  });
});

test('another secret in the config rotates it, with a day of overlap', async () => {
  await start(declared({ secret: SECRET }));
  const site = await start(declared({ secret: NEXT_SECRET }));
  const { secret } = await only(site);
  expect(secret.hint).toBe('…it');
  const hours = (Date.parse(String(secret.previousUntil)) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(23);
  expect(hours).toBeLessThanOrEqual(24);
  await newNote(site);
  const [request] = await receiver.waitFor(1);
  expect(String(request?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  // The same config once more ends no overlap.
  expect((await only(await start(declared({ secret: NEXT_SECRET })))).secret).toEqual(secret);
  // Without one in the config there is none any more.
  expect((await only(await start(declared()))).secret.set).toBe(false);
});

test('one that is taken out of the config is disabled, can be deleted, and comes back under its id', async () => {
  const { id } = await only(await start(declared()));
  const without = await start();
  expect(await only(without)).toMatchObject({
    id,
    enabled: false,
    disabledReason: 'removed-from-config',
    managed: false,
  });
  await newNote(without);
  const back = await start(declared());
  expect(await only(back)).toMatchObject({
    id,
    enabled: true,
    disabledReason: null,
    managed: true,
  });
  await newNote(back);
  await receiver.waitFor(1);
  const { json } = receiver.requests[0] ?? {};
  expect(json).toMatchObject({ event: 'entry.create' });

  const again = await start();
  await again.service('webhooks').delete(id);
  expect(await all(again)).toEqual([]);
});

test('one that was made by hand under the same key becomes the one of the config', async () => {
  const site = await start();
  const made = await site.service('webhooks').create({
    key: 'search',
    name: 'by hand',
    url: receiver.url,
    events: ['entry.delete'],
  });
  await expect(
    site
      .service('webhooks')
      .create({ key: 'search', name: 'b', url: receiver.url, events: 'entry.*' })
  ).rejects.toThrow("key: the webhook 'by hand' has the key 'search' already");
  expect(await only(await start(declared()))).toMatchObject({
    id: made.id,
    managed: true,
    name: 'Search index',
    events: ['entry.create'],
  });
});

describe('a webhook of the config is read-only', () => {
  test('for every service that would change it', async () => {
    const site = await start(declared({ secret: SECRET }));
    const webhooks = site.service('webhooks');
    const before = await rows(site);
    const { id } = await only(site);
    for (const act of [
      () => webhooks.update(id, { name: 'x' }),
      () => webhooks.update(id, { enabled: true, url: 'https://elsewhere.example' }),
      () => webhooks.update(id, { enabled: false }),
      () => webhooks.delete(id),
      () => webhooks.rotateSecret(id),
      () => webhooks.disable(id),
    ]) {
      const failure: unknown = await act().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(errors.ForbiddenError);
      expect(String(failure)).toContain("'webhooks' of the plugin's config");
    }
    expect(await rows(site)).toEqual(before);
  });

  test('but can be enabled where its receiver caused it to be disabled, which a restart does not', async () => {
    receiver.answerWith((_request, response) => response.writeHead(410).end());
    const site = await start(declared());
    const { id } = await only(site);
    await newNote(site);
    await until(
      async () => !(await only(site)).enabled,
      () => 'still enabled'
    );
    const restarted = await start(declared({ name: 'Renamed' }));
    expect(await only(restarted)).toMatchObject({
      name: 'Renamed',
      enabled: false,
      disabledReason: 'http-410',
    });
    receiver.answerWith((_request, response) => response.writeHead(200).end());
    receiver.clear();
    expect(await restarted.service('webhooks').enable(id)).toMatchObject({ enabled: true });
    await newNote(restarted);
    await receiver.waitFor(1);
  });

  test('and is not enabled where the config says otherwise', async () => {
    const site = await start(declared({ enabled: false }));
    const { id } = await only(site);
    await expect(site.service('webhooks').enable(id)).rejects.toThrow('comes from the config');
    expect((await only(await start(declared()))).enabled).toBe(true);
    expect(await only(await start(declared({ enabled: false })))).toMatchObject({
      enabled: false,
      disabledReason: null,
    });
  });
});

test('the limit of webhooks is for those that are made by hand', async () => {
  const site = await start(...['a', 'b', 'c'].map((key) => declared({ key })));
  expect((await all(site)).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  await expect(
    site.service('webhooks').create({ name: 'b', url: receiver.url, events: 'entry.*' })
  ).rejects.toThrow('limits.webhooks');
});

test.each<[object, string]>([
  [{ url: 'nowhere' }, "'webhooks[1].url': 'nowhere' is no URL"],
  [{ key: 'search' }, `'webhooks[1].key' is "search". Allowed: another key`],
  [{ events: ['order.shipped'] }, "'webhooks[1].events': 'order.shipped' is no event"],
  [{ condition: { entry: { nothing: 1 } } }, "'webhooks[1].condition.entry.nothing'"],
  [
    { contentTypes: ['api::nothing.nothing'] },
    "'webhooks[1].contentTypes': 'api::nothing.nothing' is no content type",
  ],
])('a start with %j stops and says why', async (wrong, message) => {
  await expect(start(declared(), declared({ key: 'b', ...wrong }))).rejects.toThrow(message);
  expect(await all(await start())).toEqual([]);
});

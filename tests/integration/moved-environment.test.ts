import { execFile } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Webhook } from '../../contracts/domain';
import { documentsOf } from '../helpers/documents';
import { drained } from '../helpers/events';
import { startInstance } from '../helpers/instance';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { fixtureEnv, temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const run = promisify(execFile);
const APP_DIR = path.resolve(__dirname, '../fixtures/strapi-app');
const STRAPI = path.resolve(__dirname, '../../node_modules/@strapi/strapi/bin/strapi.js');

/** What a site is told by its environment. */
interface SiteEnv {
  keys: string;
  url?: string;
  encryptionKey?: string;
}

const PRODUCTION: SiteEnv = { keys: 'key-a,key-b', url: 'https://www.example.com' };
const STAGING: SiteEnv = {
  keys: 'key-c,key-d',
  url: 'https://staging.example.com',
  encryptionKey: 'another-encryption-key-0123456789',
};

let receiver: Receiver;
let dir: string;
let app: TestStrapi | undefined;

beforeEach(async () => {
  receiver = await startReceiver();
  dir = temporaryDir();
});

afterEach(async () => {
  await app?.stop();
  app = undefined;
  await receiver.stop();
  rmSync(dir, { recursive: true, force: true });
  for (const name of Object.keys(envOf(STAGING))) delete process.env[name];
});

const envOf = ({
  keys,
  url = '',
  encryptionKey = 'fixture-encryption-key-0123456789',
}: SiteEnv) => ({
  FIXTURE_APP_KEYS: keys,
  FIXTURE_URL: url,
  FIXTURE_ENCRYPTION_KEY: encryptionKey,
});

/** Starts the site on the database there is, in an environment. */
async function start(env: SiteEnv, config: object = {}): Promise<TestStrapi> {
  await app?.stop();
  app = undefined;
  Object.assign(process.env, envOf(env));
  app = await startStrapi({ dir, config });
  return app;
}

const byHand = () => ({ name: 'by hand', url: `${receiver.url}/by-hand`, events: 'entry.create' });
const declared = (more: object = {}) => ({
  key: 'declared',
  name: 'declared',
  url: `${receiver.url}/declared`,
  events: 'entry.create',
  secret: 'the secret of this environment',
  ...more,
});

const all = async (site: TestStrapi): Promise<Webhook[]> =>
  (await site.service('webhooks').findMany({ pageSize: 100 })).data;

/** Creates a note. @returns the paths at which the receiver was told of it. */
async function toldOfNewNote(site: TestStrapi): Promise<string[]> {
  receiver.clear();
  await documentsOf(site, 'api::note.note').create({ data: { text: 'a' } });
  await until(
    async () =>
      (await site.strapi.db.connection('lifecycle_webhooks_outbox').first('id')) === undefined,
    () => 'not relayed'
  );
  await drained(site);
  return receiver.requests.map((request) => request.path).sort();
}

const HELD = { enabled: false, disabledReason: 'moved-environment' };

test.each<[string, SiteEnv]>([
  ['other keys and another URL', STAGING],
  ['other keys', { ...PRODUCTION, keys: 'key-c' }],
  ['another URL', { ...PRODUCTION, url: 'https://staging.example.com' }],
])(
  'a copied database under %s tells nobody until it is confirmed, but the config is',
  async (_, env) => {
    const webhooks = [declared()];
    const original = await start(PRODUCTION, { webhooks });
    await original.service('webhooks').create(byHand());
    await original.service('webhooks').create({ ...byHand(), name: 'disabled', enabled: false });
    expect(await toldOfNewNote(original)).toEqual(['/by-hand', '/declared']);
    await original.stop();
    app = undefined;
    const originalDir = dir;
    dir = temporaryDir();
    copyFileSync(path.join(originalDir, 'data.db'), path.join(dir, 'data.db'));
    rmSync(originalDir, { recursive: true, force: true });

    const copy = await start(env, { webhooks });
    expect(await all(copy)).toMatchObject([
      { name: 'declared', enabled: true, disabledReason: null },
      { name: 'by hand', ...HELD, disabledAt: expect.any(String) },
      { name: 'disabled', enabled: false, disabledReason: null },
    ]);
    expect(await toldOfNewNote(copy)).toEqual(['/declared']);
    // Signed by what this environment has, whatever the original's secrets are encrypted under.
    expect(receiver.requests[0]?.headers['x-signature']).toMatch(/^[0-9a-f]{64}$/);

    const held = (await all(copy)).find(({ name }) => name === 'by hand');
    await copy.service('webhooks').enable(String(held?.id));
    expect(await toldOfNewNote(copy)).toEqual(['/by-hand', '/declared']);
    // Confirmed for good.
    const again = await start(env, { webhooks });
    expect((await all(again)).map(({ enabled }) => enabled)).toEqual([true, true, false]);
  }
);

test('the same site is never taken for another one', async () => {
  const noUrl = { keys: 'key-a' };
  const first = await start(noUrl);
  await first.service('webhooks').create(byHand());
  for (const env of [
    noUrl,
    { keys: 'key-a', url: 'https://www.example.com' },
    // An instance that is told less, for instance a worker.
    noUrl,
    { keys: 'key-new,key-a', url: 'https://www.example.com' },
    { keys: 'key-new', url: 'https://www.example.com', encryptionKey: STAGING.encryptionKey },
    { keys: 'key-newer,key-new', url: 'https://www.example.com' },
  ]) {
    expect(await all(await start(env))).toMatchObject([{ enabled: true, disabledReason: null }]);
  }
});

test('instances of one site on one database, one with a newer key, hold nothing of each other', async () => {
  const site = await start({ ...PRODUCTION, keys: 'key-a' });
  const newer = await startInstance(dir, {}, envOf({ ...PRODUCTION, keys: 'key-new,key-a' }));
  try {
    await newer.call('createWebhook', byHand());
    await site.service('webhooks').create({ ...byHand(), name: 'made by the older' });
    // Twice as long as either takes to see what the other has written.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await all(site)).map(({ enabled }) => enabled)).toEqual([true, true]);
    expect(await toldOfNewNote(site)).toEqual(['/by-hand', '/by-hand']);
  } finally {
    await newer.stop();
  }
});

test('what a transfer brings into a running Strapi is held, and its own webhooks of the config are back', async () => {
  const config = { webhooks: [declared({ name: 'of production' })] };
  const source = await start(PRODUCTION, config);
  await source.service('webhooks').create(byHand());
  await source.stop();
  app = undefined;
  const sourceDir = dir;
  dir = temporaryDir();

  const target = await start(STAGING, { webhooks: [declared({ name: 'of staging' })] });
  try {
    const tokens = target.strapi.service('admin::transfer').token as {
      create(token: object): Promise<{ accessKey: string }>;
    };
    const { accessKey } = await tokens.create({
      name: 'push',
      description: '',
      permissions: ['push'],
      lifespan: null,
    });
    const to = ['--force', '--to', `${target.url}/admin`, '--to-token', accessKey];
    await run(process.execPath, [STRAPI, 'transfer', ...to], {
      cwd: APP_DIR,
      env: {
        ...process.env,
        ...fixtureEnv(sourceDir, { config }),
        ...envOf(PRODUCTION),
        NODE_ENV: 'development',
      },
    });
    await until(
      async () =>
        (await all(target)).some(({ disabledReason }) => disabledReason === HELD.disabledReason),
      () => 'nothing is held'
    );
    expect((await all(target)).sort((a, b) => a.name.localeCompare(b.name))).toMatchObject([
      { name: 'by hand', ...HELD },
      { name: 'of staging', key: 'declared', enabled: true, disabledReason: null },
    ]);
    expect(await toldOfNewNote(target)).toEqual(['/declared']);
  } finally {
    rmSync(sourceDir, { recursive: true, force: true });
  }
});

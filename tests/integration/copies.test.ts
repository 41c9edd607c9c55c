import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { documentsOf, queryOf } from '../helpers/documents';
import { allEvents, announcedBy, typesOf } from '../helpers/events';
import { startInstance } from '../helpers/instance';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { fixtureEnv, temporaryDir } from '../helpers/fixture-app';
import { startStrapi } from '../helpers/strapi';

const run = promisify(execFile);
const APP_DIR = path.resolve(__dirname, '../fixtures/strapi-app');
const STRAPI = path.resolve(__dirname, '../../node_modules/@strapi/strapi/bin/strapi.js');

let receiver: Receiver;
let dir: string;

beforeEach(async () => {
  receiver = await startReceiver();
  dir = temporaryDir();
});

afterEach(async () => {
  await receiver.stop();
  rmSync(dir, { recursive: true, force: true });
});

const everything = () => ({
  name: 'everything',
  url: receiver.url,
  events: ['entry.*', 'media.*'],
});

const cli = (...args: string[]) =>
  run(process.execPath, [STRAPI, ...args], {
    cwd: APP_DIR,
    env: { ...process.env, ...fixtureEnv(dir, {}), NODE_ENV: 'development' },
  });

test('an import announces nothing, and what changes after it is announced', async () => {
  const source = await startStrapi({ dir });
  await source.service('webhooks').create(everything() as never);
  const notes = documentsOf(source, 'api::note.note');
  for (const text of ['a', 'b', 'c']) await notes.create({ data: { text }, status: 'published' });
  await receiver.waitFor(6);
  await source.stop();

  const archive = path.join(dir, 'export');
  await cli('export', '--no-encrypt', '--file', archive);
  const before = receiver.requests.length;
  await cli('import', '--force', '--file', `${archive}.tar.gz`);
  expect(receiver.requests).toHaveLength(before);

  const target = await startStrapi({ dir });
  try {
    expect(await queryOf(target, 'api::note.note').count()).toBe(6);
    expect(await allEvents(target)).toEqual([]);
    receiver.clear();
    const events = await announcedBy(target, receiver, () =>
      documentsOf(target, 'api::note.note').create({ data: { text: 'd' } })
    );
    expect(typesOf(events)).toEqual(['entry.create']);
  } finally {
    await target.stop();
  }
});

test('a transfer into a running Strapi announces nothing there', async () => {
  const source = await startStrapi({ dir });
  const notes = documentsOf(source, 'api::note.note');
  for (const text of ['a', 'b']) await notes.create({ data: { text }, status: 'published' });
  await source.service('webhooks').create(everything() as never);
  await source.stop();

  const target = await startStrapi();
  try {
    await target.service('webhooks').create(everything() as never);
    const tokens = target.strapi.service('admin::transfer').token as {
      create(token: object): Promise<{ accessKey: string }>;
    };
    const { accessKey } = await tokens.create({
      name: 'push',
      description: '',
      permissions: ['push'],
      lifespan: null,
    });
    await cli('transfer', '--force', '--to', `${target.url}/admin`, '--to-token', accessKey);
    expect(await queryOf(target, 'api::note.note').count()).toBe(4);
    expect(await allEvents(target)).toEqual([]);
    expect(receiver.requests).toEqual([]);
  } finally {
    await target.stop();
  }
});

test('a process started with LIFECYCLE_WEBHOOKS_CAPTURE=off announces nothing', async () => {
  const quiet = await startInstance(dir, {}, { LIFECYCLE_WEBHOOKS_CAPTURE: 'off' });
  await quiet.call('createWebhook', everything());
  await quiet.call('createNote', { text: 'a copy' });
  await quiet.stop();

  const app = await startStrapi({ dir });
  try {
    expect(await queryOf(app, 'api::note.note').count()).toBe(1);
    expect(await allEvents(app)).toEqual([]);
    expect(receiver.requests).toEqual([]);
  } finally {
    await app.stop();
  }
});

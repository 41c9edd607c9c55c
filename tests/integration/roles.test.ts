import { rmSync } from 'node:fs';
import type { InstanceInsight } from '../../contracts/instances';
import { currentDatabase, type OwnDatabase } from '../helpers/databases';
import { documentsOf } from '../helpers/documents';
import { drained, relayed } from '../helpers/events';
import { startInstance, type Instance } from '../helpers/instance';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { restClient } from '../helpers/rest';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';
import { contentApi } from './rest-setup';

let dir: string;
let own: OwnDatabase;
let receiver: Receiver;
let app: TestStrapi;
const others: Instance[] = [];

beforeAll(async () => {
  dir = temporaryDir();
  own = await currentDatabase().create(dir);
  receiver = await startReceiver();
  app = await startStrapi({ dir, connection: own.connection, config: { role: 'capture' } });
  await app
    .service('webhooks')
    .create({ name: 'notes', url: receiver.url, events: 'entry.create', enabled: true });
});

afterEach(async () => {
  for (const other of others.splice(0)) await other.stop();
  receiver.clear();
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
  await own?.drop();
  rmSync(dir, { recursive: true, force: true });
});

// Two processes on one SQLite file: a write may find it locked by the other.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

async function start(config: object, env?: Record<string, string>): Promise<Instance> {
  const other = await startInstance(dir, { connection: own.connection, config }, env);
  others.push(other);
  return other;
}

const newNote = (text: string) => documentsOf(app, 'api::note.note').create({ data: { text } });
const outbox = async (): Promise<number> =>
  (await app.strapi.db.connection('lifecycle_webhooks_outbox').select('id')).length;

interface Insights {
  instances: InstanceInsight[];
  isDelivering: boolean;
}

async function insights(): Promise<Insights> {
  const { status, data } = await contentApi(await restClient(app))('GET', '/insights');
  expect(status).toBe(200);
  return data as unknown as Insights;
}

/** Once the instances that are known are these. */
async function expectInstances(...roles: string[]): Promise<Insights> {
  let last: Insights | undefined;
  await until(
    async () => {
      last = await insights();
      return last.instances.map(({ role }) => role).join() === roles.join();
    },
    () => `instances are ${JSON.stringify(last)}`
  );
  return last as Insights;
}

test('what instances that only capture write stays in the outbox until one delivers', async () => {
  // By the environment, which wins.
  const writer = await start({ role: 'all' }, { LIFECYCLE_WEBHOOKS_ROLE: 'capture' });
  await writer.call('createNote', { text: 'theirs' });
  await newNote('ours');
  expect((await expectInstances('capture', 'capture')).isDelivering).toBe(false);
  await writer.stop();
  await expectInstances('capture');
  expect(await outbox()).toBe(2);
  expect(receiver.requests).toHaveLength(0);

  await start({ role: 'deliver' });
  await receiver.waitFor(2);
  await relayed(app);
  await drained(app);
  expect(receiver.requests).toHaveLength(2);
});

test('insights tell which instances live, what each is, and what it does', async () => {
  const sender = await start({ role: 'deliver', concurrency: 7 });
  await newNote('counted');
  await receiver.waitFor(1);
  const known = await expectInstances('capture', 'deliver');
  expect(known.isDelivering).toBe(true);
  const self = { host: expect.any(String), pid: process.pid, concurrency: 64 };
  expect(known.instances[0]).toMatchObject({ ...self, attemptsPerMinute: 0 });
  expect(known.instances[1]).toMatchObject({ role: 'deliver', concurrency: 7 });
  await until(
    async () => ((await insights()).instances[1]?.deliveredPerMinute ?? 0) > 0,
    () => 'the instance that delivers does not say so'
  );
  // Without a goodbye it is forgotten when it has not been seen for a while.
  await sender.kill();
  expect((await expectInstances('capture')).isDelivering).toBe(false);
});

test('an instance that delivers captures what is written there', async () => {
  const sender = await start({ role: 'deliver' });
  await sender.call('createNote', { text: 'written by the one that delivers' });
  await receiver.waitFor(1);
});

test('what is asked for on an instance that only captures is done by one that delivers', async () => {
  await start({ role: 'deliver' });
  await newNote('sent twice');
  await receiver.waitFor(1);
  await drained(app);
  const { data } = await app.service('deliveries').findMany({});
  await app.service('deliveries').redeliver(data[0]!.id);
  await receiver.waitFor(2);
  const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);
  expect(ids[0]).toBe(ids[1]);
});

import { rmSync } from 'node:fs';
import type { Replay } from '../../contracts/domain';
import { createIds } from '../../server/src/lib/ids';
import { currentDatabase, type OwnDatabase } from '../helpers/databases';
import { temporaryDir } from '../helpers/fixture-app';
import { startInstance } from '../helpers/instance';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

/** More than a replay lets wait at once (a thousand), so that it stops in the middle. */
const COUNT = 1_200;
const CONFIG = { retrySchedule: ['0s', '1h'] };

let dir: string;
let own: OwnDatabase;
let receiver: Receiver;
let app: TestStrapi | undefined;

beforeEach(async () => {
  dir = temporaryDir();
  own = await currentDatabase().create(dir);
  receiver = await startReceiver();
});

afterEach(async () => {
  await app?.stop();
  await receiver.stop();
  await own.drop();
  rmSync(dir, { recursive: true, force: true });
});

const start = () => startStrapi({ dir, connection: own.connection, config: CONFIG });

/** Deliveries that failed a minute ago, as they are in the database. @returns their event ids. */
async function insertFailed(site: TestStrapi, webhookId: string): Promise<string[]> {
  const at = Date.now() - 60_000;
  const newId = createIds(() => at);
  const db = site.strapi.db.connection;
  const eventIds: string[] = [];
  for (let start = 0; start < COUNT; start += 100) {
    const ids = Array.from({ length: 100 }, () => ({
      event: newId('evt'),
      delivery: newId('dlv'),
    }));
    await db('lifecycle_webhooks_bodies').insert(
      ids.map(({ event }) => ({ event_id: event, shape: 'full', content: '{"a":1}' }))
    );
    await db('lifecycle_webhooks_deliveries').insert(
      ids.map(({ event, delivery }) => ({
        delivery_id: delivery,
        event_id: event,
        webhook_id: webhookId,
        type: 'entry.create',
        shape: 'full',
        status: 'failed',
        attempt_count: 2,
        manual_count: 0,
        due_at: at,
        created_at: at,
      }))
    );
    eventIds.push(...ids.map(({ event }) => event));
  }
  return eventIds;
}

test('a replay whose process is killed in the middle goes on where it was, and sends each once more', async () => {
  const site = await start();
  const { id } = await site
    .service('webhooks')
    .create({ name: 'was down', url: receiver.url, events: 'entry.create' });
  const eventIds = await insertFailed(site, id);
  await site.stop();

  receiver.answerWith(() => undefined);
  const instance = await startInstance(dir, { connection: own.connection, config: CONFIG });
  const { id: replayId } = (await instance.call('replay', {
    webhookId: id,
    since: 0,
  })) as Replay;
  let count = 0;
  await until(
    async () => {
      ({ count } = (await instance.call('findReplay', { id: replayId })) as Replay);
      return count > 0;
    },
    () => 'it does not begin'
  );
  await instance.kill();
  expect(count).toBeLessThan(COUNT);
  receiver.clear();

  receiver.answerWith((_request, response) => response.writeHead(200).end());
  app = await start();
  const deliveries = () =>
    app!.strapi.db.connection('lifecycle_webhooks_deliveries').where({ webhook_id: id });
  await until(
    async () => (await deliveries().whereNot({ status: 'delivered' }).first('id')) === undefined,
    () => `${receiver.requests.length} requests arrived`
  );
  expect(await app.service('deliveries').findReplay(replayId)).toMatchObject({
    status: 'done',
    count: COUNT,
  });
  const told = receiver.requests.map(({ headers }) => String(headers['webhook-id']));
  expect([...told].sort()).toEqual([...eventIds].sort());
  const once = await deliveries().where({ attempt_count: 3, manual_count: 1 });
  expect(once).toHaveLength(COUNT);
});

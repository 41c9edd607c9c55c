import { rmSync } from 'node:fs';
import { currentDatabase, type OwnDatabase } from '../helpers/databases';
import { documentsOf } from '../helpers/documents';
import { drained } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';
import { APIS, bothApis } from './rest-setup';

const OF_2020 = Date.UTC(2020, 0, 1);
/** Made in 2016. */
const OLD_EVENT = 'evt_01arz3ndektsv4rrffq69g5fav';

let dir: string;
let own: OwnDatabase;
let receiver: Receiver;
let app: TestStrapi;
let webhookId: string;

beforeAll(async () => {
  dir = temporaryDir();
  own = await currentDatabase().create(dir);
  receiver = await startReceiver();
});

afterAll(async () => {
  await receiver?.stop();
  await own?.drop();
  rmSync(dir, { recursive: true, force: true });
});

const start = async (role: string) => {
  app = await startStrapi({ dir, connection: own.connection, config: { role } });
};
const newNote = () => documentsOf(app, 'api::note.note').create({ data: { text: 'well?' } });
const check = () => app.service('health').check();
const table = (name: string) => app.strapi.db.connection(`lifecycle_webhooks_${name}`);

describe('an instance that does everything', () => {
  beforeAll(async () => {
    await start('all');
    ({ id: webhookId } = await app
      .service('webhooks')
      .create({ name: 'notes', url: receiver.url, events: 'entry.create' }));
    for (const name of ['others', 'and others']) {
      await app.service('webhooks').create({ name, url: receiver.url, events: 'entry.delete' });
    }
  });
  afterAll(() => app?.stop());

  test('is well where nothing waits', async () => {
    await newNote();
    await receiver.waitFor(1);
    await drained(app);
    const apis = await bothApis(app);
    for (const api of APIS) {
      expect(await apis[api]('GET', '/health')).toEqual({
        status: 200,
        data: {
          status: 'ok',
          reasons: [],
          backlog: 0,
          outbox: 0,
          oldestPendingAt: null,
          oldestPendingMs: null,
          database: { isReachable: true },
          queue: { kind: 'embedded', isReachable: true },
          instances: { living: 1, delivering: 1 },
        },
      });
    }
  });
});

describe('an instance that only captures', () => {
  beforeAll(() => start('capture'));
  afterAll(() => app?.stop());

  test('answers that nothing delivers, and how much waits since when', async () => {
    await newNote();
    const { oldestPendingAt, oldestPendingMs, ...health } = await check();
    expect(health).toEqual({
      status: 'degraded',
      reasons: ['nothing-delivers'],
      backlog: 0,
      outbox: 1,
      database: { isReachable: true },
      queue: null,
      instances: { living: 1, delivering: 0 },
    });
    expect(Date.now() - Date.parse(oldestPendingAt ?? '')).toBeLessThan(60_000);
    expect(oldestPendingMs).toBeGreaterThanOrEqual(0);
  });

  test('what is due is counted up to a number, and only of webhooks that are enabled', async () => {
    const { id: disabledId } = await app
      .service('webhooks')
      .create({ name: 'off', url: receiver.url, events: 'entry.create', enabled: false });
    await insertDue(disabledId, 3, 0);
    await insertDue('whk_gone', 3, 0);
    await insertDue(webhookId, 2, OF_2020);
    // Not due yet.
    await insertDue(webhookId, 2, Date.now() + 3_600_000);
    expect(await check()).toMatchObject({
      status: 'degraded',
      reasons: ['nothing-delivers', 'deliveries-late'],
      backlog: 2,
      oldestPendingAt: new Date(OF_2020).toISOString(),
    });
    await insertDue(webhookId, 10_100, OF_2020 + 1);
    expect(await check()).toMatchObject({ backlog: 10_000 });
  });

  test('an event that nobody relays is told of', async () => {
    await table('deliveries').delete();
    await table('outbox').delete();
    await table('outbox').insert({ event_id: OLD_EVENT, event: '{}', size: 2 });
    expect(await check()).toMatchObject({
      reasons: ['nothing-delivers', 'events-late'],
      outbox: 1,
      oldestPendingAt: expect.stringMatching(/^2016-/),
    });
  });
});

let made = 0;

async function insertDue(to: string, count: number, dueAt: number): Promise<void> {
  const rows = Array.from({ length: count }, () => {
    made += 1;
    return {
      delivery_id: `dlv_${made}`,
      event_id: `evt_${made}`,
      webhook_id: to,
      type: 'entry.create',
      shape: 'none',
      status: 'pending',
      attempt_count: 0,
      manual_count: 0,
      due_at: dueAt,
      created_at: dueAt,
    };
  });
  await app.strapi.db.connection.batchInsert('lifecycle_webhooks_deliveries', rows, 50);
}

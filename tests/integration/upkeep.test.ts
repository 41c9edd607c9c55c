import { rmSync } from 'node:fs';
import { currentDatabase } from '../helpers/databases';
import { drained, relayed } from '../helpers/events';
import { startInstance } from '../helpers/instance';
import { until } from '../helpers/receiver';
import { createIds } from '../../server/src/lib/ids';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PREFIX = 'lifecycle_webhooks';

const realNow = Date.now.bind(Date);
let offset = 0;

beforeEach(() => {
  offset = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offset);
});
afterEach(() => jest.restoreAllMocks());

const count = async (app: TestStrapi, table: string): Promise<number> => {
  const rows = await app.strapi.db.connection(`${PREFIX}_${table}`).count('* as count');
  return Number((rows[0] as { count: number }).count);
};

describe('retention', () => {
  const config = { retention: { deliveredDays: 2, failedDays: 5 }, retrySchedule: ['0s'] };
  let setup: DeliverySetup;
  afterAll(() => setup?.stop());

  test('removes what is old enough, with everything of it, and nothing else', async () => {
    const dir = temporaryDir();
    setup = await startDeliveries({ dir, config });
    const isDown = (body: string) => body.includes('down');
    setup.receiver.answerWith(({ body }, response) => {
      response.writeHead(isDown(body) ? 500 : 200).end();
    });
    await setup.webhook();
    const note = (text: string) => setup.notes.create({ data: { text } });
    for (let index = 0; index < 3; index += 1) await note('up');
    for (let index = 0; index < 2; index += 1) await note('down');
    await relayed(setup.app);
    await drained(setup.app);
    expect(await count(setup.app, 'deliveries')).toBe(5);

    const remaining = async (deliveries: number) => {
      // Upkeep begins with the start, rather than at its next turn.
      await setup.restart();
      await until(
        async () =>
          (await count(setup.app, 'deliveries')) === deliveries &&
          (await count(setup.app, 'events')) === deliveries,
        () => 'not what is to remain'
      );
      for (const table of ['attempts', 'bodies', 'events']) {
        expect([table, await count(setup.app, table)]).toEqual([table, deliveries]);
      }
    };
    offset = 1.9 * DAY_MS;
    await remaining(5);
    offset = 2.1 * DAY_MS;
    await remaining(2);
    offset = 5.1 * DAY_MS;
    await remaining(0);
  });
});

describe('the hourly roll-up', () => {
  let setup: DeliverySetup;
  afterAll(() => setup?.stop());

  test('counts the attempts of every hour that is over, once', async () => {
    const dir = temporaryDir();
    const config = { retrySchedule: ['0s', '2s'], retryJitter: 0 };
    // The middle of an hour, so that what follows is in one.
    offset = HOUR_MS - (realNow() % HOUR_MS) + HOUR_MS / 2;
    setup = await startDeliveries({ dir, config });
    let answered = 0;
    setup.receiver.answerWith((_request, response) => {
      answered += 1;
      response.writeHead(answered === 1 ? 500 : 200).end();
    });
    const id = await setup.webhook();
    for (let index = 0; index < 4; index += 1) await setup.newNote();
    await relayed(setup.app);
    await drained(setup.app);
    expect(await count(setup.app, 'insights')).toBe(0);

    const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    const rows = () => setup.app.strapi.db.connection(`${PREFIX}_insights`).orderBy('hour');
    offset += HOUR_MS;
    await setup.restart();
    await until(
      async () => (await rows()).length === 1,
      () => 'no hour was counted'
    );
    await setup.restart();
    const [row, ...others] = (await rows()) as Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(row).toMatchObject({ webhook_id: id, delivered: 4, retried: 1, failed: 0 });
    expect(Number(row?.hour)).toBe(hour);
    const durations = JSON.parse(String(row?.durations)) as number[];
    expect(durations.reduce((sum, number) => sum + number, 0)).toBe(5);
  });
});

describe('on two instances that begin at once', () => {
  const OLD = 1_200;
  const RECENT = 30;
  const day = (days: number) => realNow() - days * DAY_MS;
  const yesterday = Math.floor(day(1) / HOUR_MS) * HOUR_MS;
  const hour = (hours: number) => yesterday + hours * HOUR_MS;

  /** Deliveries that ended then, each with its event, its body and one attempt. */
  async function insert(app: TestStrapi, webhookId: string, count: number, at: number) {
    const db = app.strapi.db.connection;
    const newId = createIds(() => at);
    for (let start = 0; start < count; start += 100) {
      const ids = Array.from({ length: Math.min(100, count - start) }, () => newId('dlv').slice(4));
      const rows = (table: string, row: (id: string) => object) =>
        db(`${PREFIX}_${table}`).insert(ids.map(row));
      const ofEvent = { type: 'entry.create', created_at: at };
      await rows('events', (id) => ({
        ...ofEvent,
        event_id: `evt_${id}`,
        uid: 'api::note.note',
        model: 'note',
      }));
      await rows('bodies', (id) => ({ event_id: `evt_${id}`, shape: 'full', content: '{}' }));
      await rows('deliveries', (id) => ({
        ...ofEvent,
        delivery_id: `dlv_${id}`,
        event_id: `evt_${id}`,
        webhook_id: webhookId,
        shape: 'full',
        status: 'delivered',
        attempt_count: 1,
        manual_count: 0,
        due_at: at,
      }));
      await rows('attempts', (id) => ({
        delivery_id: `dlv_${id}`,
        webhook_id: webhookId,
        number: 1,
        at,
        duration_ms: 7,
        outcome: 'delivered',
        response_code: 200,
        response_headers: '{}',
        response_body: '',
      }));
    }
  }

  test('what is old goes and what is not stays, and each hour is counted once', async () => {
    const dir = temporaryDir();
    const own = await currentDatabase().create(dir);
    const site = { dir, connection: own.connection, config: { retention: { deliveredDays: 2 } } };
    const first = await startStrapi(site);
    const { id } = await first.service('webhooks').create({
      name: 'a webhook',
      url: 'https://receiver.example',
      events: 'entry.create',
    });
    await first.stop();
    const writer = await startStrapi({ ...site, config: { role: 'capture' } });
    // What upkeep finds at its start, it begins with.
    await insert(writer, id, OLD, day(3));
    for (const hours of [0, 1, 2]) await insert(writer, id, RECENT, hour(hours) + 1);
    await writer.stop();

    const [app, other] = await Promise.all([startStrapi(site), startInstance(dir, site)]);
    const counted = () =>
      app.strapi.db.connection(`${PREFIX}_insights`).where('hour', '>=', hour(0)).orderBy('hour');
    let found: number[] = [];
    await until(
      async () => {
        found = [await count(app, 'events'), (await counted()).length];
        return found.join() === [3 * RECENT, 3].join();
      },
      () => `there are still ${found.join(' events, counted hours: ')}`
    );
    for (const table of ['deliveries', 'attempts', 'bodies', 'events']) {
      expect([table, await count(app, table)]).toEqual([table, 3 * RECENT]);
    }
    const hours = (await counted()) as Record<string, unknown>[];
    expect(hours.map((row) => [Number(row.hour), row.delivered])).toEqual(
      [0, 1, 2].map((hours) => [hour(hours), RECENT])
    );
    await other.stop();
    await app.stop();
    await own.drop();
    rmSync(dir, { recursive: true, force: true });
  });
});

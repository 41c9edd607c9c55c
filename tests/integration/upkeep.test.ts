import { drained, relayed } from '../helpers/events';
import { until } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';
import { type TestStrapi } from '../helpers/strapi';
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

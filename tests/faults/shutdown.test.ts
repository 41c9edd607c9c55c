import { rmSync } from 'node:fs';
import { startInstance, type Instance } from '../helpers/instance';
import { startReceiver, until } from '../helpers/receiver';
import { startRawServer } from '../helpers/servers';
import { temporaryDir } from '../helpers/fixture-app';
import { startDeliveries } from '../integration/delivery-setup';

const TIMEOUT_MS = 2_000;
/** What Strapi itself and a busy machine need to stop. */
const MARGIN_MS = 10_000;
const CONFIG = { timeoutMs: TIMEOUT_MS, concurrencyPerWebhook: 3, retrySchedule: ['0s', '1h'] };

let dir: string;
beforeEach(() => (dir = temporaryDir()));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const arrived = (condition: () => boolean) => until(condition, () => 'no request arrived');

/** A Strapi that is destroyed after `meet`: how long that takes, and what it leaves. */
async function destroyed(plugin: boolean, meet: (call: Instance['call']) => Promise<void>) {
  const instance = await startInstance(dir, { config: CONFIG, plugin });
  await meet((command, args) => instance.call(command, args));
  const result = (await instance.call('destroy')) as {
    tookMs: number;
    left: string[];
    threads: { begun: number; running: number };
  };
  await instance.kill();
  return result;
}

test('with receivers that hang, it ends within the deadline and leaves nothing that runs', async () => {
  const without = await destroyed(false, async () => undefined);
  rmSync(dir, { recursive: true });
  dir = temporaryDir();

  const hanging = await startRawServer((socket) => socket.resume());
  const url = `http://127.0.0.1:${hanging.port}/`;
  const beside = await destroyed(true, async (call) => {
    await call('createWebhook', { name: 'hangs', url, events: 'entry.create' });
    for (let count = 0; count < 6; count += 1) await call('createNote', { text: `note ${count}` });
    await arrived(() => hanging.openConnections() === 3);
  });
  await hanging.stop();
  expect(beside.tookMs).toBeLessThan(without.tookMs + TIMEOUT_MS + MARGIN_MS);
  expect({ left: beside.left }).toEqual({ left: without.left });
  expect(without.threads).toEqual({ begun: 0, running: 0 });
  expect(beside.threads).toEqual({ begun: 1, running: 0 });
});

test('a request under way is answered and recorded, and what was not sent goes out at the next start', async () => {
  const receiver = await startReceiver();
  let asked = 0;
  receiver.answerWith((_request, response) => {
    asked += 1;
    setTimeout(() => response.writeHead(200).end('late'), asked <= 3 ? 800 : 0);
  });
  const setup = await startDeliveries({ dir, config: CONFIG });
  const id = await setup.webhook({ url: receiver.url });
  for (let count = 0; count < 8; count += 1) await setup.newNote();
  await arrived(() => asked === 3);
  await setup.stop();
  // No request was begun once it was to stop.
  expect(asked).toBe(3);

  const next = await startDeliveries({ dir, config: CONFIG });
  await receiver.waitFor(8);
  const attempts = () => next.app.strapi.db.connection('lifecycle_webhooks_attempts');
  await until(
    async () => (await attempts()).length === 8,
    () => 'attempts are missing'
  );
  const rows = (await attempts()) as { webhook_id: string; outcome: string; number: number }[];
  for (const row of rows) {
    expect(row).toMatchObject({ webhook_id: id, outcome: 'delivered', number: 1 });
  }
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(8);
  expect(receiver.requests).toHaveLength(8);
  await next.stop();
  await receiver.stop();
});

test('with a database that takes nothing any more it ends too, and all goes out at the next start', async () => {
  const [count, answered] = [150, 60];
  const receiver = await startReceiver();
  let asked = 0;
  receiver.answerWith((_request, response) => {
    asked += 1;
    if (asked <= answered) response.writeHead(200).end();
  });
  const setup = await startDeliveries({ dir, config: CONFIG });
  // A receiver that is quick is given claims ahead of its slots: they are held when it hangs.
  await setup.webhook({ url: receiver.url });
  const { db } = setup.app.strapi;
  const claimed = () => db.connection('lifecycle_webhooks_deliveries').where('status', 'sending');
  await db.transaction(async () => {
    for (let number = 0; number < count; number += 1) await setup.newNote();
  });
  await arrived(() => asked >= answered + 3);
  expect((await claimed()).length).toBeGreaterThan(3);
  await db.connection.raw('pragma query_only = on');
  await setup.stop();
  expect(setup.app.strapi.server.httpServer.listening).toBe(false);

  receiver.answerWith((_request, response) => response.writeHead(200).end());
  const next = await startDeliveries({ dir, config: CONFIG });
  const ids = () => new Set(receiver.requests.map(({ headers }) => headers['webhook-id']));
  await until(
    () => ids().size === count,
    () => `${ids().size} of ${count} arrived`
  );
  await next.stop();
  await receiver.stop();
});

import { until } from '../helpers/receiver';
import { p95OfNotes, startTimedReceiver, type TimedReceiver } from '../helpers/latency';
import { startRawServer, type TestServer } from '../helpers/servers';
import { startDeliveries, type DeliverySetup } from '../integration/delivery-setup';

const BACKLOG = 100_000;
const PER_WEBHOOK = 10;
const NOTES = { count: 40, everyMs: 25 };
/** Of the quiet run; a claim that looked at the rows of the backlog takes some hundred times as long. */
const AT_MOST = 3;
/** Below this the clocks and the scheduler of a busy machine are what is measured. */
const FLOOR_MS = 15;

let setup: DeliverySetup;
let receiver: TimedReceiver;
let hanging: TestServer;

beforeAll(async () => {
  receiver = await startTimedReceiver();
  hanging = await startRawServer((socket) => socket.resume());
  setup = await startDeliveries({
    config: { timeoutMs: 3_000, concurrencyPerWebhook: PER_WEBHOOK, retrySchedule: ['0s', '1h'] },
  });
});

afterAll(async () => {
  await setup?.stop();
  await receiver?.stop();
  await hanging?.stop();
});

/** Which the queue makes as well, as soon as it looks. */
const addLane = (webhookId: string) =>
  setup.app.strapi.db
    .connection('lifecycle_webhooks_lanes')
    .insert({ webhook_id: webhookId })
    .onConflict('webhook_id')
    .ignore();

interface Backlog {
  count: number;
  /** Characters of each body. */
  size: number;
  /** Since when it is due; milliseconds since the epoch. */
  at: number;
}

/** Due deliveries with their events and bodies, these whole. */
async function insertBacklog(webhookId: string, { count, size, at }: Backlog): Promise<void> {
  const db = setup.app.strapi.db.connection;
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
  const id = (prefix: string) => `'${prefix}_' || printf('%013d%013d', ${at}, i)`;
  await db.raw(
    `insert into lifecycle_webhooks_events
       (event_id, type, uid, model, document_id, locale, snapshot, created_at)
     ${numbers} select ${id('evt')}, 'entry.create', 'api::article.article', 'article', 'd' || i,
       null, '{"title":"old"}', ${at} from n`
  );
  await db.raw(
    `insert into lifecycle_webhooks_bodies (event_id, shape, content)
     ${numbers} select ${id('evt')}, 'full', '"' || printf('%.*c', ${size - 2}, 'x') || '"' from n`
  );
  await db.raw(
    `insert into lifecycle_webhooks_deliveries
       (delivery_id, event_id, webhook_id, type, shape, size, status, attempt_count, manual_count, due_at,
        created_at)
     ${numbers} select ${id('dlv')}, ${id('evt')}, ?, 'entry.create', 'full', ${size}, 'pending', 0, 0,
       ${at}, ${at} from n`,
    [webhookId]
  );
}

test(`${BACKLOG} due deliveries to a receiver that hangs leave the latency of another as it was`, async () => {
  const write = (text: string) => setup.notes.create({ data: { text } });
  const heard = { url: receiver.url, contentTypes: ['api::note.note'] };
  await setup.webhook(heard);
  const url = `http://127.0.0.1:${hanging.port}/`;
  const hung = await setup.webhook({ url, contentTypes: ['api::article.article'] });
  await addLane(hung);

  await p95OfNotes(receiver, write, { ...NOTES, label: 'warm' });
  const quiet = await p95OfNotes(receiver, write, { ...NOTES, label: 'quiet' });
  await insertBacklog(hung, { count: BACKLOG, size: 24, at: Date.now() - 60_000 });
  await until(
    () => hanging.openConnections() === PER_WEBHOOK,
    () => `${hanging.openConnections()} requests hang`
  );
  const beside = await p95OfNotes(receiver, write, { ...NOTES, label: 'beside' });
  process.stdout.write(
    `p95 beside ${BACKLOG} due: ${beside.toFixed(1)} ms, quiet: ${quiet.toFixed(1)} ms\n`
  );
  expect(hanging.openConnections()).toBeLessThanOrEqual(PER_WEBHOOK);
  expect(beside).toBeLessThan(AT_MOST * Math.max(quiet, FLOOR_MS));
});

test('of long bodies behind many short ones no more are held than there are slots for, and some', async () => {
  const SHORT = 4_000;
  const LONG = 100;
  const MB = 1_048_576;
  const fast = await setup.webhook({ url: receiver.url, contentTypes: ['api::article.article'] });
  const deliveries = () =>
    setup.app.strapi.db.connection('lifecycle_webhooks_deliveries').where({ webhook_id: fast });
  await addLane(fast);
  await insertBacklog(fast, { count: LONG, size: MB, at: Date.now() - 60_000 });
  await insertBacklog(fast, { count: SHORT, size: 24, at: Date.now() - 120_000 });

  let most = 0;
  await until(
    async () => {
      const [held] = await deliveries().where({ status: 'sending' }).sum('size as size');
      most = Math.max(most, Number(held?.size ?? 0));
      const [delivered] = await deliveries().where({ status: 'delivered' }).count('* as count');
      return Number(delivered?.count) === SHORT + LONG;
    },
    () => 'the backlog is not delivered'
  );
  process.stdout.write(`At most ${(most / MB).toFixed(1)} MB of bodies were held at once\n`);
  expect(most).toBeGreaterThan(MB);
  // Four that wait and eight of a claim, what is under way, and as many whose results are being written.
  expect(most).toBeLessThan((4 + 8 + 2 * PER_WEBHOOK) * MB);
});

import { until } from '../helpers/receiver';
import { p95OfNotes, startTimedReceiver, type TimedReceiver } from '../helpers/latency';
import { startRawServer, type TestServer } from '../helpers/servers';
import { startDeliveries, type DeliverySetup } from '../integration/delivery-setup';

const BACKLOG = 100_000;
const PER_WEBHOOK = 10;
const NOTES = { count: 40, everyMs: 25 };
/** Of the quiet run; a claim that looked at the rows of the backlog takes some hundred times as long. */
const AT_MOST = 4;
/** Below this the clocks and the scheduler of a busy machine are what is measured. */
const FLOOR_MS = 25;

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

/** Due deliveries with their events and bodies, as the relay writes them. */
async function insertBacklog(webhookId: string): Promise<void> {
  const db = setup.app.strapi.db.connection;
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${BACKLOG})`;
  const id = (prefix: string) => `'${prefix}_' || printf('%026d', i)`;
  const at = Date.now() - 60_000;
  await db.raw(
    `insert into lifecycle_webhooks_events
       (event_id, type, uid, model, document_id, locale, snapshot, created_at)
     ${numbers} select ${id('evt')}, 'entry.create', 'api::article.article', 'article', 'd' || i,
       null, '{"title":"old"}', ${at} from n`
  );
  await db.raw(
    `insert into lifecycle_webhooks_bodies (event_id, shape, content)
     ${numbers} select ${id('evt')}, 'full', '{"event":"entry.create"}' from n`
  );
  await db.raw(
    `insert into lifecycle_webhooks_deliveries
       (delivery_id, event_id, webhook_id, type, shape, status, attempt_count, manual_count, due_at,
        created_at)
     ${numbers} select ${id('dlv')}, ${id('evt')}, ?, 'entry.create', 'full', 'pending', 0, 0,
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
  // A delivery of its own makes its lane.
  await setup.app.strapi.db.connection('lifecycle_webhooks_lanes').insert({ webhook_id: hung });

  await p95OfNotes(receiver, write, { ...NOTES, label: 'warm' });
  const quiet = await p95OfNotes(receiver, write, { ...NOTES, label: 'quiet' });
  await insertBacklog(hung);
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

import { documentsOf, queryOf } from '../helpers/documents';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

let app: TestStrapi;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi();
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

/** What another instance leaves in the database: a webhook nobody here knows, and a delivery to it. */
async function leave(number: number): Promise<string> {
  const { connection } = app.strapi.db;
  const [webhookId, eventId, deliveryId] = [`whk_${number}`, `evt_${number}`, `dlv_${number}`];
  const known = await queryOf(app, 'plugin::lifecycle-webhooks.webhook').findMany({ limit: 1 });
  await queryOf(app, 'plugin::lifecycle-webhooks.webhook').create({
    data: { ...known[0], id: undefined, documentId: webhookId, revision: `revision ${number}` },
  });
  const shape = 'strapi';
  await connection('lifecycle_webhooks_bodies').insert({ event_id: eventId, shape, content: '{}' });
  await connection('lifecycle_webhooks_deliveries').insert({
    delivery_id: deliveryId,
    event_id: eventId,
    webhook_id: webhookId,
    type: 'entry.create',
    shape,
    status: 'pending',
    attempt_count: 0,
    due_at: 0,
    created_at: 0,
  });
  return deliveryId;
}

test('a delivery to a webhook that another instance has just made is sent, not cancelled', async () => {
  await app
    .service('webhooks')
    .create({ name: 'known', url: receiver.url, events: ['entry.create'] });
  const deliveries = app.service('deliveries');
  // Both are looked for twice a second. Just before the look for deliveries that follows one of its own
  // there is hardly a moment left for the look for webhooks.
  for (let number = 0; number < 4; number += 1) {
    receiver.clear();
    await documentsOf(app, 'api::note.note').create({ data: { text: 'of its own' } });
    await receiver.waitFor(1);
    await new Promise((resolve) => setTimeout(resolve, 400 + number * 20));
    const id = await leave(number);
    await until(
      async () => !['pending', 'sending'].includes((await deliveries.findOne(id))?.status ?? ''),
      () => 'the delivery is not done'
    );
    expect((await deliveries.findOne(id))?.status).toBe('delivered');
  }
});

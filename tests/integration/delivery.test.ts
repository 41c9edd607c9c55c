import packageJson from '../../package.json';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({
    webhooks: {
      defaultHeaders: {
        'X-Site': 'of the site',
        'X-Token': 'of the site',
        'content-type': 'text/plain',
        'X-STRAPI-EVENT': 'forged',
        'Webhook-Id': 'forged',
        'x-signature': 'forged',
      },
    },
  });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

/** A new note as a webhook hears of it: in one request, by one delivery. */
async function delivered(webhook: object = {}) {
  const id = await setup.webhook(webhook);
  const note = await setup.newNote();
  const delivery = await setup.deliveryTo(id, 'delivered', 1);
  const [request, ...others] = setup.receiver.requests;
  expect(others).toEqual([]);
  if (request === undefined) throw new Error('no request');
  return { webhookId: id, note, delivery, request };
}

describe('a delivery', () => {
  test('has these headers and no other', async () => {
    const before = Math.floor(Date.now() / 1_000);
    const headers = [{ name: 'Authorization', value: 'Bearer t' }];
    const { request, delivery, webhookId } = await delivered({ headers });
    expect(request.headers).toEqual({
      host: new URL(setup.receiver.url).host,
      connection: 'keep-alive',
      'content-length': String(Buffer.byteLength(request.body)),
      'content-type': 'application/json',
      'user-agent': `strapi-lifecycle-webhooks/${packageJson.version}`,
      'x-strapi-event': 'entry.create',
      'x-webhook-event': 'entry.create',
      'x-webhook-id': webhookId,
      'x-webhook-delivery': delivery.id,
      'x-webhook-attempt': '1',
      'webhook-id': delivery.eventId,
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
      authorization: 'Bearer t',
      'x-site': 'of the site',
      'x-token': 'of the site',
    });
    const timestamp = Number(request.headers['webhook-timestamp']);
    expect(timestamp).toBeGreaterThanOrEqual(before);
    expect(timestamp).toBeLessThanOrEqual(Date.now() / 1_000);
    expect(request.json.id).toBe(delivery.eventId);
  });

  test.each(['X-Token', 'x-token', 'X-TOKEN'])(
    "overrides a default header by the webhook's own: %s",
    async (name) => {
      const { request } = await delivered({ headers: [{ name, value: 'of the webhook' }] });
      expect(request.headers['x-token']).toBe('of the webhook');
      expect(request.headers['x-site']).toBe('of the site');
    }
  );

  test.each(['POST', 'PUT', 'PATCH'] as const)('goes out by %s, query and all', async (method) => {
    const { request } = await delivered({ method, url: `${setup.receiver.url}/hooks?a=1` });
    expect(request.method).toBe(method);
    expect(request.path).toBe('/hooks?a=1');
    expect(request.json.event).toBe('entry.create');
  });

  test('is recorded with its answer', async () => {
    setup.receiver.answerWith((_request, response) => {
      response.writeHead(201, { 'X-Answer': 'yes' }).end('thank you — 漢字');
    });
    const { request, delivery, webhookId } = await delivered();
    expect(delivery).toEqual({
      id: request.headers['x-webhook-delivery'],
      eventId: request.json.id,
      webhookId,
      type: 'entry.create',
      uid: 'api::note.note',
      documentId: expect.any(String),
      locale: null,
      maxAttempts: 6,
      status: 'delivered',
      attemptCount: 1,
      nextAttemptAt: null,
      responseCode: 201,
      durationMs: expect.any(Number),
      reason: null,
      createdAt: expect.any(String),
      deliveredAt: expect.any(String),
      // What is secret of it or says who sent it: tests/integration/rest-deliveries.
      request: expect.objectContaining({ method: 'POST', body: request.body }),
      attempts: [
        {
          number: 1,
          at: expect.any(String),
          durationMs: delivery.durationMs,
          outcome: 'delivered',
          reason: null,
          responseCode: 201,
          responseHeaders: expect.objectContaining({ 'x-answer': 'yes' }),
          responseBody: 'thank you — 漢字',
        },
      ],
    });
  });
});

describe('the body', () => {
  test('is that of Strapi itself, with an id', async () => {
    const { request, note } = await delivered();
    expect(request.json).toEqual({
      id: request.headers['webhook-id'],
      event: 'entry.create',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      model: 'note',
      uid: 'api::note.note',
      entry: expect.objectContaining({
        id: note.id,
        documentId: note.documentId,
        text: 'é — 漢字',
        count: null,
        publishedAt: null,
      }),
    });
  });

  test('is type, timestamp and data in the standard format', async () => {
    const { request, note } = await delivered({ format: 'standard' });
    expect(request.json).toEqual({
      id: request.headers['webhook-id'],
      type: 'entry.create',
      timestamp: expect.any(String),
      data: {
        model: 'note',
        uid: 'api::note.note',
        documentId: note.documentId,
        locale: null,
        entry: expect.objectContaining({ id: note.id, text: 'é — 漢字' }),
      },
    });
  });

  test('is ids alone in the thin format', async () => {
    const { request, note } = await delivered({ format: 'thin' });
    expect(request.json).toEqual({
      id: request.headers['webhook-id'],
      eventType: 'entry.create',
      webhookVersion: 'v1',
      data: {
        entityId: note.documentId,
        uid: 'api::note.note',
        locale: null,
        changes: expect.any(Array),
      },
      created: expect.any(String),
      deliverySuccess: true,
    });
  });
});

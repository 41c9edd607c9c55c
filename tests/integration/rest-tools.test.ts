import { startDeliveries, type DeliverySetup } from './delivery-setup';
import { APIS, bothApis, expectRefusal, type Call } from './rest-setup';

let setup: DeliverySetup;
let apis: Record<(typeof APIS)[number], Call>;

beforeAll(async () => {
  setup = await startDeliveries({});
  apis = await bothApis(setup.app);
});
afterEach(() => setup.clear());
afterAll(() => setup?.stop());

describe.each(APIS)('%s', (name) => {
  const call: Call = (...request) => apis[name](...request);

  test('sends a test of a chosen entry, once, and answers what came back', async () => {
    setup.receiver.answerWith((_request, response) => response.writeHead(201).end('thanks'));
    const id = await setup.webhook();
    const { documentId } = await setup.newNote();
    await setup.deliveryTo(id, 'delivered', 1);
    const options = { event: 'entry.create', uid: 'api::note.note', documentId };
    const answer = await call('POST', `/webhooks/${id}/test`, options);
    expect(answer).toMatchObject({
      status: 200,
      data: {
        id: expect.stringMatching(/^evt_test_/),
        status: 'delivered',
        responseCode: 201,
        responseBody: 'thanks',
        durationMs: expect.any(Number),
      },
    });
    const [, test] = setup.receiver.requests;
    expect(test?.headers['x-webhook-test']).toBe('true');
    expect(test?.json).toMatchObject({ event: 'entry.create', entry: { documentId } });
  });

  test('previews the exact request, and sends nothing', async () => {
    const headers = [{ name: 'X-Token', value: 'planted-token', secret: true }];
    const id = await setup.webhook({ headers, secret: 'planted-secret' });
    const { status, data } = await call('POST', `/webhooks/${id}/preview`, {});
    expect(status).toBe(200);
    expect(data).toMatchObject({ method: 'POST', url: setup.receiver.url, event: 'entry.create' });
    expect(JSON.parse(String(data.body))).toMatchObject({ event: 'entry.create' });
    expect(JSON.stringify(data)).not.toContain('planted');
    expect(setup.receiver.requests).toEqual([]);
  });

  test('tells a webhook of what is there, and says how far it is', async () => {
    const id = await setup.webhook({ contentTypes: ['api::note.note'] });
    await setup.newNote();
    await setup.receiver.waitFor(1);
    const { status, data } = await call('POST', `/webhooks/${id}/backfill`, { status: 'draft' });
    expect({ status, webhookId: data.webhookId }).toEqual({ status: 200, webhookId: id });
    await setup.receiver.waitFor(2);
    expect(setup.receiver.requests.at(-1)?.json).toMatchObject({ backfill: true });
    expect((await call('GET', `/backfills/${data.id}`)).data).toMatchObject({ webhookId: id });
  });

  test('answers how deliveries went', async () => {
    const { status, data } = await call('GET', '/insights?hours=1');
    expect(status).toBe(200);
    expect(data).toMatchObject({ summary: expect.any(Object), series: expect.any(Object) });
  });

  test("imports Strapi's own webhooks, each once", async () => {
    const originals = setup.app.strapi.get('webhookStore') as {
      createWebhook(data: object): Promise<{ id: number }>;
      deleteWebhook(id: number): Promise<unknown>;
    };
    const original = await originals.createWebhook({
      name: 'of Strapi',
      url: 'https://example.com/hooks',
      headers: {},
      events: ['entry.create'],
      isEnabled: true,
    });
    try {
      const first = await call('POST', '/import-from-strapi', { disableOriginals: true });
      expect(first).toMatchObject({ status: 200, data: { imported: [{ name: 'of Strapi' }] } });
      const again = await call('POST', '/import-from-strapi', {});
      expect(again.data).toMatchObject({ imported: [], skipped: [{ name: 'of Strapi' }] });
    } finally {
      await originals.deleteWebhook(original.id);
    }
  });

  test.each([
    ['test', { event: 'entry.other' }, 'event'],
    ['test', { uid: 'api::none.none' }, 'api::none.none'],
    ['test', { documentId: 1 }, 'documentId'],
    ['test', { url: 'http://169.254.169.254/' }, 'url'],
    ['preview', { secret: 'x' }, 'secret'],
    ['preview', { uid: 'plugin::users-permissions.user' }, 'users-permissions'],
    ['backfill', { contentTypes: ['admin::user'] }, 'admin::user'],
    ['backfill', { status: 'other' }, 'status'],
    ['backfill', { since: 'yesterday' }, 'since'],
    ['backfill', { locale: 7 }, 'locale'],
    ['backfill', { all: true }, 'all'],
  ])('refuses %s with %j', async (route, body, says) => {
    const id = await setup.webhook();
    expectRefusal(await call('POST', `/webhooks/${id}/${route}`, body), 400, says);
    expect(setup.receiver.requests).toEqual([]);
  });

  test.each([
    ['GET', '/insights?hours=2', 'hours'],
    ['GET', '/insights?webhookId=1', 'webhookId'],
    ['GET', '/insights?days=1', 'days'],
    ['GET', '/event-types?contentType=api::none.none', 'api::none.none'],
    ['POST', '/import-from-strapi', 'disableOriginals'],
  ])('refuses %s %s', async (method, path, says) => {
    const body = method === 'POST' ? { disableOriginals: 'yes' } : undefined;
    expectRefusal(await call(method, path, body), 400, says);
  });

  test.each([
    ['POST', '/webhooks/whk_none/test'],
    ['POST', '/webhooks/whk_none/preview'],
    ['POST', '/webhooks/whk_none/backfill'],
    ['GET', '/backfills/bkf_none'],
    ['POST', '/backfills/bkf_none/cancel'],
  ])('finds nothing for %s %s', async (method, path) => {
    expectRefusal(await call(method, path, method === 'POST' ? {} : undefined), 404, '_none');
  });
});

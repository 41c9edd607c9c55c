import { relayed } from '../helpers/events';
import { roleClient, scopedClient } from '../helpers/rest';
import { startDeliveries, type DeliverySetup } from './delivery-setup';
import { adminApi, APIS, bothApis, contentApi, expectRefusal, type Call } from './rest-setup';

const TOKEN = 'Bearer the-token-of-the-header';

let setup: DeliverySetup;
let apis: Record<(typeof APIS)[number], Call>;

beforeAll(async () => {
  setup = await startDeliveries({
    config: {
      webhooks: [
        {
          key: 'in-code',
          name: 'in code',
          url: 'https://in-code.example.com',
          events: 'media.create',
          headers: [{ name: 'Authorization', value: TOKEN, secret: true }],
        },
      ],
    },
  });
  apis = await bothApis(setup.app);
});
afterEach(async () => {
  const { data } = await setup.app.service('webhooks').findMany();
  for (const { id, managed } of data) {
    if (!managed) await setup.app.service('webhooks').delete(id);
  }
  setup.receiver.clear();
});
afterAll(() => setup?.stop());

const draft = (more: object = {}) => ({
  ...{ name: 'not saved', url: setup.receiver.url, events: ['entry.create'] },
  ...more,
});

async function managedId(): Promise<string> {
  const { data } = await setup.app.service('webhooks').findMany();
  return data.find(({ managed }) => managed)?.id ?? '';
}

describe.each(APIS)('%s', (api) => {
  const call: Call = (...request) => apis[api](...request);

  test('previews a webhook that is not saved, and saves nothing', async () => {
    const webhook = draft({ format: 'thin', headers: [{ name: 'X-My', value: 'own' }] });
    const event = { event: 'entry.create', uid: 'api::note.note' };
    const { status, data } = await call('POST', '/preview', { webhook, ...event });
    expect(status).toBe(200);
    expect(data).toMatchObject({ url: setup.receiver.url, method: 'POST', event: 'entry.create' });
    expect(data.headers).toMatchObject({ 'X-My': 'own' });
    expect(JSON.parse(data.body as unknown as string)).toMatchObject({ webhookVersion: 'v1' });
    expect((await setup.app.service('webhooks').findMany()).data).toHaveLength(1);
    expect(setup.receiver.requests).toEqual([]);
  });

  test('previews changes of a stored one, with its secrets hidden', async () => {
    const headers = [{ name: 'Authorization', value: TOKEN, secret: true }];
    const id = await setup.webhook({ headers });
    const { data } = await call('POST', '/preview', { webhook: { id, method: 'PUT' } });
    expect(data).toMatchObject({ method: 'PUT', headers: { Authorization: '[secret]' } });
    expect(await setup.app.service('webhooks').findOne(id)).toMatchObject({ method: 'POST' });
  });

  test('sends a test of a webhook that is not saved', async () => {
    const { status, data } = await call('POST', '/test', { webhook: draft() });
    expect([status, data.status, data.responseCode]).toEqual([200, 'delivered', 200]);
    expect(setup.receiver.requests).toHaveLength(1);
    expect(setup.receiver.requests[0]?.headers['x-webhook-test']).toBe('true');
  });

  test('tells of how many of the newest events a webhook would have been told', async () => {
    await setup.webhook();
    const one = `one, of ${api}`;
    for (const text of [one, 'two', 'two']) await setup.notes.create({ data: { text } });
    await relayed(setup.app);
    const of = (await setup.app.service('events').findMany({ pageSize: 50 })).data.length;
    const matched = async (more: object) =>
      (await call('POST', '/match', { webhook: draft({ enabled: false, ...more }) })).data;
    expect(await matched({ events: ['media.*'] })).toEqual({ matched: 0, unknown: 0, of });
    expect(await matched({ condition: { entry: { text: one } } })).toEqual({
      matched: 1,
      unknown: 0,
      of,
    });
    // What told one webhook of entries that were there already would have been told to no other.
    await setup.app.strapi.db
      .connection('lifecycle_webhooks_events')
      .where('snapshot', 'like', `%${one}%`)
      .update({ backfill: 1 });
    expect(await matched({ condition: { entry: { text: one } } })).toMatchObject({ matched: 0 });
    await setup.app.strapi.db.connection('lifecycle_webhooks_events').update({ backfill: null });
    const all = await matched({});
    expect(all).toEqual({ matched: of, unknown: 0, of });
  });

  test.each(['/preview', '/test', '/match'])(
    '%s names what is wrong with which field',
    async (path) => {
      const answer = await call('POST', path, {
        webhook: draft({ condition: { entry: { text: { $nope: 1 } } } }),
      });
      expectRefusal(answer, 400, 'condition');
      expectRefusal(await call('POST', path, { webhook: 'none' }), 400, 'webhook');
      expectRefusal(await call('POST', path, {}), 400, 'webhook');
      expectRefusal(await call('POST', path, { webhook: draft(), more: 1 }), 400);
      const unknown = { id: 'whk_00000000000000000000000000' };
      expectRefusal(await call('POST', path, { webhook: unknown }), 404);
    }
  );

  test('does not send the secrets of a webhook as code anywhere else', async () => {
    const webhook = { id: await managedId(), url: setup.receiver.url };
    for (const path of ['/test', '/preview']) {
      expect((await call('POST', path, { webhook })).status).toBe(403);
    }
    expect(setup.receiver.requests).toEqual([]);
    const unchanged = { webhook: { id: webhook.id } };
    expect((await call('POST', '/preview', unchanged)).data).toMatchObject({
      url: 'https://in-code.example.com',
    });
  });
});

describe('who may only test', () => {
  const TEST = 'plugin::lifecycle-webhooks.webhooks.test';
  const scope = (name: string) => `plugin::lifecycle-webhooks.${name}`;
  const CREATE = scope('webhooks.create');
  const DRAFTS = ['testSend.sendDraft', 'testSend.previewDraft', 'testSend.match'].map(scope);

  test('has no secret of a stored webhook sent to another URL', async () => {
    const headers = [{ name: 'Authorization', value: TOKEN, secret: true }];
    const id = await setup.webhook({ url: 'https://elsewhere.example.com', headers });
    const callers = [
      adminApi(await roleClient(setup.app, [TEST, CREATE, scope('deliveries.read-payloads')])),
      contentApi(await scopedClient(setup.app, [...DRAFTS, CREATE, scope('deliveries.payload')])),
    ];
    for (const call of callers) {
      for (const path of ['/test', '/preview', '/match']) {
        const webhook = { id, url: setup.receiver.url };
        expect((await call('POST', path, { webhook })).status).toBe(403);
      }
      expect((await call('POST', '/preview', { webhook: draft() })).status).toBe(200);
    }
    expect(setup.receiver.requests).toEqual([]);
  });

  test('sees no content in a preview', async () => {
    const id = await setup.webhook();
    const callers = [
      adminApi(await roleClient(setup.app, [TEST, CREATE])),
      contentApi(await scopedClient(setup.app, [...DRAFTS, scope('testSend.preview'), CREATE])),
    ];
    for (const call of callers) {
      expect((await call('POST', `/webhooks/${id}/preview`)).status).toBe(403);
      expect((await call('POST', '/preview', { webhook: draft() })).status).toBe(403);
      expect((await call('POST', '/match', { webhook: draft() })).status).toBe(200);
    }
  });

  test('makes no request to a URL of their own', async () => {
    const callers = [
      adminApi(await roleClient(setup.app, [TEST])),
      contentApi(await scopedClient(setup.app, DRAFTS)),
    ];
    for (const call of callers) {
      expect((await call('POST', '/test', { webhook: draft() })).status).toBe(403);
    }
    expect(setup.receiver.requests).toEqual([]);
  });
});

test('the panel changes a webhook by PUT, as by PATCH', async () => {
  const id = await setup.webhook();
  const { status, data } = await apis['the admin API']('PUT', `/webhooks/${id}`, { name: 'put' });
  expect([status, data.name, data.url]).toEqual([200, 'put', setup.receiver.url]);
});

test('the catalogue tells what entries there are to tell of', async () => {
  const { meta } = await apis['the admin API']('GET', '/event-types');
  expect(meta.contentTypes).toContainEqual({
    uid: 'api::note.note',
    displayName: 'Note',
    kind: 'collectionType',
    draftAndPublish: true,
    localized: false,
  });
  expect(meta.locales).toContain('en');
});

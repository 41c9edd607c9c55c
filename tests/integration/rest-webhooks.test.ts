import { newToken } from '../helpers/rest';
import { startStrapi, type TestStrapi } from '../helpers/strapi';
import { APIS, bothApis, expectRefusal, type Call } from './rest-setup';

const MINIMAL = { name: 'a webhook', url: 'https://example.com/hooks', events: 'entry.create' };
const SECRET = 'my plain secret';
const LIMIT = 6;

let app: TestStrapi;
let apis: Record<(typeof APIS)[number], Call>;

beforeAll(async () => {
  // Strapi logs each body that is no JSON as an error.
  app = await startStrapi({ logLevel: 'fatal', config: { limits: { webhooks: LIMIT } } });
  apis = await bothApis(app);
});

afterEach(async () => {
  const { data } = await app.service('webhooks').findMany({ pageSize: 100 });
  for (const { id } of data) await app.service('webhooks').delete(id);
});

afterAll(() => app?.stop());

async function stored(): Promise<string> {
  return JSON.stringify(await app.strapi.db.connection('lifecycle_webhooks').select('*'));
}

describe.each(APIS)('%s', (api) => {
  const call: Call = (...request) => apis[api](...request);
  const create = async (more: object = {}) => {
    const { status, data } = await call('POST', '/webhooks', { ...MINIMAL, ...more });
    expect(status).toBe(201);
    return data as { id: string } & typeof data;
  };

  test('creates, shows, changes and deletes a webhook', async () => {
    const created = await create({ headers: [{ name: 'X-A', value: '1' }] });
    expect(created).toMatchObject({ ...MINIMAL, events: ['entry.create'], enabled: true });
    const path = `/webhooks/${created.id}`;
    expect(await call('GET', path)).toEqual({ status: 200, data: created });

    const changed = await call('PATCH', path, { name: 'renamed' });
    expect(changed.status).toBe(200);
    expect(changed.data).toEqual({
      ...created,
      name: 'renamed',
      updatedAt: changed.data.updatedAt,
    });

    expect(await call('DELETE', path)).toEqual({ status: 204 });
    expectRefusal(await call('GET', path), 404, created.id);
  });

  test("takes Strapi's own `{ data }` too", async () => {
    const { status, data } = await call('POST', '/webhooks', { data: MINIMAL });
    expect(status).toBe(201);
    const changed = await call('PATCH', `/webhooks/${data.id}`, { data: { enabled: false } });
    expect(changed.data.enabled).toBe(false);
    expectRefusal(
      await call('POST', '/webhooks', { data: { ...MINIMAL, id: 'whk_1' } }),
      400,
      'id'
    );
    expectRefusal(await call('POST', '/webhooks', { data: MINIMAL, name: 'x' }), 400, 'data');
  });

  test('enables and disables by `enabled`', async () => {
    const { id } = await create();
    expect((await call('PATCH', `/webhooks/${id}`, { enabled: false })).data).toMatchObject({
      enabled: false,
      disabledAt: expect.any(String),
    });
    expect((await call('PATCH', `/webhooks/${id}`, { enabled: true })).data).toMatchObject({
      enabled: true,
      disabledAt: null,
    });
  });

  test('lists in pages', async () => {
    const ids = [];
    for (let count = 0; count < 3; count += 1) ids.push((await create()).id);
    const pages = [
      await call('GET', '/webhooks?pagination[page]=1&pagination[pageSize]=2'),
      await call('GET', '/webhooks?pagination[page]=2&pagination[pageSize]=2'),
    ];
    expect(pages.map(({ data }) => data.map(({ id }) => id))).toEqual([
      ids.slice(0, 2),
      ids.slice(2),
    ]);
    expect(pages[1]?.meta).toEqual({
      pagination: { page: 2, pageSize: 2, pageCount: 2, total: 3 },
    });
    const { meta } = await call('GET', '/webhooks');
    expect(meta).toEqual({ pagination: { page: 1, pageSize: 25, pageCount: 1, total: 3 } });
  });

  test.each([
    ['pagination[pageSize]=0', 'pagination.pageSize', '1 to 100'],
    ['pagination[pageSize]=101', 'pagination.pageSize', '1 to 100'],
    ['pagination[pageSize]=-1', 'pagination.pageSize'],
    ['pagination[pageSize]=1.5', 'pagination.pageSize'],
    ['pagination[pageSize]=1e1', 'pagination.pageSize'],
    ['pagination[pageSize]=', 'pagination.pageSize'],
    ['pagination[pageSize]', 'pagination.pageSize'],
    ['pagination[pageSize]=1&pagination[pageSize]=2', 'pagination.pageSize'],
    ['pagination[pageSize][a]=1', 'pagination.pageSize'],
    ['pagination[page]=0', 'pagination.page'],
    ['pagination[page]=9999999999', 'pagination.page'],
    ['pagination[start]=0', 'start'],
    ['pagination=1', 'pagination'],
    ['pageSize=1', 'pageSize'],
    ['filters[name]=x', 'filters'],
  ])('refuses ?%s', async (query, ...says) => {
    expectRefusal(await call('GET', `/webhooks?${query}`), 400, ...says);
  });

  test('answers a generated secret once, and never a given one', async () => {
    const created = await create({ generateSecret: true });
    expect(created.secret).toMatch(/^whsec_/);
    const other = await create({
      secret: SECRET,
      headers: [{ name: 'Authorization', value: 'Bearer the-token', secret: true }],
    });
    const answers = [
      other,
      await call('GET', `/webhooks/${created.id}`),
      await call('PATCH', `/webhooks/${other.id}`, { name: 'renamed' }),
      await call('GET', '/webhooks'),
    ];
    for (const secret of [String(created.secret), SECRET, 'the-token']) {
      expect(JSON.stringify(answers)).not.toContain(secret);
    }
  });

  test('rotates a secret', async () => {
    const { id } = await create({ secret: SECRET });
    const rotated = await call('POST', `/webhooks/${id}/rotate-secret`, { overlapHours: 2 });
    expect(rotated).toEqual({
      status: 200,
      data: { secret: expect.stringMatching(/^whsec_/) },
    });
    const { data } = await call('GET', `/webhooks/${id}`);
    expect(data.secret).toMatchObject({ set: true, previousUntil: expect.any(String) });
    expect((await call('POST', `/webhooks/${id}/rotate-secret`)).status).toBe(200);
    for (const body of [{ overlapHours: 721 }, { overlapHours: '2' }, { overlapHour: 2 }]) {
      const [field = ''] = Object.keys(body);
      expectRefusal(await call('POST', `/webhooks/${id}/rotate-secret`, body), 400, field);
    }
  });

  test('refuses more than limits.webhooks, and says how to raise it', async () => {
    for (let count = 0; count < LIMIT; count += 1) await create();
    const refused = await call('POST', '/webhooks', MINIMAL);
    expectRefusal(refused, 400, `There are ${LIMIT} webhooks already`, 'set limits.webhooks');
  });

  test.each<[string, string, unknown]>([
    ['GET', '', undefined],
    ['PATCH', '', { name: 'x' }],
    ['DELETE', '', undefined],
    ['POST', '/rotate-secret', {}],
    ['GET', '/deliveries', undefined],
    ['POST', '/discard', {}],
    ['POST', '/replay', { since: '2020-01-01' }],
  ])('answers 404 to %s of /webhooks/:id%s where there is none', async (method, path, body) => {
    for (const id of [
      'whk_unknown',
      'whk_%00',
      '%F0%9F%92%A5',
      "'%20or%201=1--",
      'x'.repeat(300),
    ]) {
      expectRefusal(await call(method, `/webhooks/${id}${path}`, body), 404, 'no webhook');
    }
  });

  test.each<[field: string, value: unknown, ...says: string[]]>([
    ['name', ''],
    ['name', 7, 'string'],
    ['name', ['x'], 'string'],
    ['name', 'x'.repeat(201), '200'],
    ['description', 'x'.repeat(2_001), '2000'],
    ['url', 'example.com', 'is no URL'],
    ['url', 'javascript:alert(1)', 'javascript:'],
    ['url', 'file:///etc/passwd', 'file:'],
    ['events', 'entry.exploded', "'entry.exploded' is no event. Events are: entry.create"],
    ['events', { 0: 'entry.create' }],
    ['events', ['__proto__'], "'__proto__' is no event"],
    ['contentTypes', ['api::nothing.nothing'], "'api::nothing.nothing' is no content type"],
    ['contentTypes', ['constructor'], 'is no content type'],
    ['headers', [{ name: 'Host', value: 'x' }], 'every delivery sets by itself'],
    ['headers', [{ name: 'X-A', value: 'x\r\nX-B: y' }], 'holds a character'],
    ['headers', [{ name: 'X-A\r\nX-B', value: 'x' }], 'is no header name'],
    ['headers', [{ name: 'X-A', value: 'x', sealed: 'x' }], 'sealed'],
    ['timeoutMs', '5000', 'number'],
    ['enabled', 'true', 'boolean'],
    ['secret', 'short', '10 to 50 characters'],
    ['id', 'whk_mine', 'id'],
    ['documentId', 'whk_mine', 'documentId'],
    ['sealedSecret', 'x', 'sealedSecret'],
    ['publicKey', 'x', 'publicKey'],
    ['disabledReason', 'x', 'disabledReason'],
    ['createdAt', '2020-01-01', 'createdAt'],
    ['constructor', {}, 'constructor'],
    ['prototype', {}, 'prototype'],
  ])('refuses %s: %j, and saves nothing', async (field, value, ...says) => {
    const { id } = await create();
    const before = await stored();
    const wrong = { [field]: value };
    for (const answer of [
      await call('POST', '/webhooks', { ...MINIMAL, ...wrong }),
      await call('PATCH', `/webhooks/${id}`, wrong),
    ]) {
      expectRefusal(answer, 400, field, ...says);
      expect(JSON.stringify(answer.error.details)).toContain(field);
    }
    expect(await stored()).toBe(before);
  });
});

describe('a body that is no object of fields is refused, and nothing is saved', () => {
  const post = async (body: string, type = 'application/json') => {
    const token = await newToken(app, { type: 'full-access' });
    const response = await fetch(`${app.url}/api/lifecycle-webhooks/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body,
    });
    return { status: response.status, ...((await response.json()) as object) };
  };

  test.each<[string, number, string]>([
    ['a list', 400, JSON.stringify([MINIMAL])],
    ['no JSON', 400, '{"name":'],
    ['a number', 400, '7'],
    ['`__proto__`', 400, `{"__proto__":{"name":"x"},${JSON.stringify(MINIMAL).slice(1)}`],
    ['`data` that is a list', 400, JSON.stringify({ data: [MINIMAL] })],
    ['10 MB', 413, JSON.stringify({ ...MINIMAL, description: 'x'.repeat(10_000_000) })],
    ['a hundred thousand levels', 400, '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
  ])('%s', async (_what, status, body) => {
    const before = await stored();
    expect(await post(body)).toMatchObject({ status, data: null, error: { status } });
    expect(await stored()).toBe(before);
  });
  test('a text', async () => {
    expect(await post('a webhook', 'text/plain')).toMatchObject({ status: 400, data: null });
    expect(await stored()).toBe('[]');
  });
});

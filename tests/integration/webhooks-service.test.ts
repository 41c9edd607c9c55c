import { errors } from '@strapi/utils';
import type { Services } from '../../server/src';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const MINIMAL = { name: 'a webhook', url: 'https://example.com/hooks', events: 'entry.create' };
const SECRET = 'my plain secret';

type Creation = Parameters<Services['webhooks']['create']>[0];

let app: TestStrapi;
let webhooks: Services['webhooks'];

beforeAll(async () => {
  app = await startStrapi();
  webhooks = app.service('webhooks');
});

afterEach(async () => {
  const { data } = await webhooks.findMany({ pageSize: 100 });
  for (const { id } of data) await webhooks.delete(id);
});

afterAll(() => app?.stop());

const create = (more: object = {}) => webhooks.create({ ...MINIMAL, ...more } as Creation);

/** The table past every rule: one text of all rows. */
async function stored(): Promise<string> {
  return JSON.stringify(await app.strapi.db.connection('lifecycle_webhooks').select('*'));
}

const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('a webhook', () => {
  test('needs a name, a URL and an event; the rest has defaults', async () => {
    const created = await create();
    expect(created).toEqual({
      id: expect.stringMatching(/^whk_[0-9a-z]{26}$/),
      key: null,
      lastDeliveryAt: null,
      managed: false,
      name: 'a webhook',
      description: '',
      url: 'https://example.com/hooks',
      events: ['entry.create'],
      contentTypes: [],
      locales: [],
      enabled: true,
      disabledReason: null,
      disabledAt: null,
      method: 'POST',
      contentType: 'application/json',
      headers: [],
      secret: { set: false, hint: null, createdAt: null, previousUntil: null },
      publicKey: null,
      format: 'strapi',
      includePrevious: false,
      includeActor: false,
      fields: null,
      populate: null,
      condition: null,
      transform: null,
      maxAttempts: null,
      timeoutMs: null,
      rateLimitPerSecond: null,
      concurrency: null,
      ordering: 'none',
      coalesceMs: null,
      signatureSchemes: ['standard', 'sha256', 'hex'],
      createdAt: ISO,
      updatedAt: ISO,
    });
    expect(await webhooks.findOne(created.id)).toEqual(created);
  });

  test('keeps everything it is given', async () => {
    const given = {
      key: 'the-one',
      name: 'Ünïcode',
      description: 'what it is for',
      url: 'http://127.0.0.1:1234/path?query=1#fragment',
      events: ['entry.*', 'media.create'],
      contentTypes: ['api::article.article', 'api::note.note'],
      locales: ['en', 'fr'],
      enabled: false,
      method: 'PATCH',
      headers: [{ name: 'X-Token', value: 'value with spaces' }],
      format: 'thin',
      includePrevious: true,
      maxAttempts: 3,
      timeoutMs: 5_000,
      signatureSchemes: ['hex'],
    };
    const { id } = await create(given);
    expect(await webhooks.findOne(id)).toMatchObject(given);
  });

  test('may be created with one event as a string', async () => {
    const { id } = await create({ events: 'media.*' });
    expect((await webhooks.findOne(id))?.events).toEqual(['media.*']);
    expect((await webhooks.update(id, { events: 'entry.publish' })).events).toEqual([
      'entry.publish',
    ]);
  });

  test('changes only in what an update gives', async () => {
    const created = await create({ description: 'kept', headers: [{ name: 'X-A', value: '1' }] });
    const updated = await webhooks.update(created.id, { name: 'renamed', maxAttempts: 2 });
    expect(updated).toEqual({
      ...created,
      name: 'renamed',
      maxAttempts: 2,
      updatedAt: expect.any(String),
    });
    expect(await webhooks.findOne(created.id)).toEqual(updated);
  });

  test('is disabled and enabled', async () => {
    const { id } = await create();
    expect(await webhooks.disable(id)).toMatchObject({ id, enabled: false });
    expect((await webhooks.findOne(id))?.enabled).toBe(false);
    expect(await webhooks.enable(id)).toMatchObject({ id, enabled: true });
    expect((await webhooks.findOne(id))?.enabled).toBe(true);
  });

  test('is gone once deleted', async () => {
    const [deleted, kept] = [await create(), await create()];
    await webhooks.delete(deleted.id);
    expect(await webhooks.findOne(deleted.id)).toBeNull();
    expect(await webhooks.findOne(kept.id)).not.toBeNull();
  });
});

test('webhooks are listed in pages, the first made first', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) ids.push((await create()).id);
  const pageOf = async (page: number, pageSize: number) => {
    const { data, meta } = await webhooks.findMany({ page, pageSize });
    return { ids: data.map(({ id }) => id), ...meta.pagination };
  };
  const rest = { pageSize: 2, pageCount: 3, total: 5 };
  expect(await pageOf(1, 2)).toEqual({ ids: ids.slice(0, 2), page: 1, ...rest });
  expect(await pageOf(3, 2)).toEqual({ ids: ids.slice(4), page: 3, ...rest });
  expect(await pageOf(4, 2)).toEqual({ ids: [], page: 4, ...rest });
  const { data, meta } = await webhooks.findMany();
  expect(data.map(({ id }) => id)).toEqual(ids);
  expect(meta.pagination).toEqual({ page: 1, pageSize: 25, pageCount: 1, total: 5 });
});

test.each([
  ['pageSize', { pageSize: 0 }],
  ['pageSize', { pageSize: 101 }],
  ['pageSize', { pageSize: 1.5 }],
  ['page', { page: 0 }],
])('a page outside its limits is a ValidationError naming %s: %j', async (name, query) => {
  const failure: unknown = await webhooks.findMany(query).catch((error) => error);
  expect(failure).toBeInstanceOf(errors.ValidationError);
  expect(String(failure)).toContain(name);
});

describe('an unknown webhook', () => {
  test('is not found', async () => {
    expect(await webhooks.findOne('whk_unknown')).toBeNull();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['update', () => webhooks.update('whk_unknown', { name: 'x' })],
    ['delete', () => webhooks.delete('whk_unknown')],
    ['enable', () => webhooks.enable('whk_unknown')],
    ['disable', () => webhooks.disable('whk_unknown')],
  ])('is a NotFoundError to %s', async (_name, act) => {
    const failure: unknown = await act().catch((error) => error);
    expect(failure).toBeInstanceOf(errors.NotFoundError);
    expect(String(failure)).toContain('whk_unknown');
  });
});

describe('a secret', () => {
  const summary = (hint: string, previousUntil: unknown = null) => ({
    set: true,
    hint,
    createdAt: ISO,
    previousUntil,
  });

  test('is never answered, and not in the table in plain text', async () => {
    const created = await create({ secret: SECRET });
    expect(created.secret).toEqual(summary('…et'));
    const answers = [
      created,
      await webhooks.findOne(created.id),
      await webhooks.findMany(),
      await webhooks.update(created.id, { name: 'renamed' }),
      await webhooks.disable(created.id),
    ];
    expect(JSON.stringify(answers)).not.toContain(SECRET);
    expect(await stored()).not.toContain(SECRET);
    expect(await stored()).toContain('"secret":"strapi:');
  });

  test('that is generated is answered once', async () => {
    const created = await create({ generateSecret: true });
    const { secret } = created;
    if (typeof secret !== 'string') throw new Error('the secret was not answered');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const later = [
      await webhooks.findOne(created.id),
      await webhooks.findMany(),
      await webhooks.update(created.id, { name: 'renamed' }),
    ];
    expect(JSON.stringify(later)).not.toContain(secret);
    expect(await stored()).not.toContain(secret);
    expect(await stored()).not.toContain(secret.slice('whsec_'.length, -5));
    expect((await webhooks.findOne(created.id))?.secret).toEqual(summary(`…${secret.slice(-4)}`));
  });

  test('that an update generates is answered once too', async () => {
    const { id } = await create();
    const { secret } = await webhooks.update(id, { generateSecret: true });
    expect(secret).toMatch(/^whsec_/);
    expect(JSON.stringify(await webhooks.findOne(id))).not.toContain(secret);
  });

  test('is kept by an update that says nothing of it, replaced or removed by one that does', async () => {
    const { id } = await create({ secret: SECRET });
    expect((await webhooks.update(id, { name: 'x' })).secret).toEqual(summary('…et'));
    expect((await webhooks.update(id, { secret: 'another secret!!' })).secret).toEqual(
      summary('…!!', ISO)
    );
    expect((await webhooks.update(id, { secret: null })).secret).toEqual({
      set: false,
      hint: null,
      createdAt: null,
      previousUntil: null,
    });
    expect(await stored()).toContain('"secret":null');
  });
});

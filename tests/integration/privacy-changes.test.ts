import type { Json, JsonObject } from '../../contracts/domain';
import { documentsOf, type Doc, type Documents } from '../helpers/documents';
import { allEvents } from '../helpers/events';
import { startReceiver, until, type Received, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const MAX_PAYLOAD_BYTES = 10_000;
const FORMATS = ['strapi', 'standard', 'thin'] as const;

let app: TestStrapi;
let receiver: Receiver;
let articles: Documents;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi({ config: { maxPayloadBytes: MAX_PAYLOAD_BYTES } });
  articles = documentsOf(app, 'api::article.article');
  for (const format of FORMATS) {
    await app.service('webhooks').create({
      name: format,
      url: `${receiver.url}/${format}`,
      events: ['entry.update', 'entry.publish', 'entry.delete'],
      contentTypes: ['api::article.article'],
      format,
      includePrevious: true,
    });
  }
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

/** The requests that tell of the one event that `act` announces, one in each format. */
async function told(act: () => Promise<unknown>): Promise<Received[]> {
  const before = (await allEvents(app)).length;
  await act();
  const events = (await allEvents(app)).slice(before);
  expect(events).toHaveLength(1);
  const requests = () =>
    receiver.requests.filter(({ headers }) => headers['webhook-id'] === events[0]?.id);
  await until(
    () => requests().length === FORMATS.length,
    () => `${requests().length} requests tell of ${events[0]?.id}`
  );
  return FORMATS.flatMap((format) => requests().filter(({ path }) => path === `/${format}`));
}

/** What differs, as every format must tell it. */
async function difference(act: () => Promise<unknown>) {
  const [strapi, standard, thin] = (await told(act)).map(({ json }) => json);
  const { changes, previous, entry } = strapi ?? {};
  expect(standard?.data).toMatchObject({ changes, previous, entry });
  expect(thin?.data).toMatchObject({ changes });
  return {
    changes: (changes as string[]).sort(),
    previous: previous as JsonObject | null,
    entry: entry as JsonObject,
  };
}

const author = (name: string) => documentsOf(app, 'api::author.author').create({ data: { name } });

/** An article with something in fields of every kind. */
async function article(data: object = {}): Promise<Doc> {
  const { documentId } = await author('Ann');
  return articles.create({
    data: {
      title: 'first',
      author: documentId,
      settings: { a: { b: 1 } },
      seo: { metaTitle: 'meta', keywords: [{ label: 'k' }] },
      links: [{ label: 'one' }],
      sections: [{ __component: 'sections.quote', text: 'q', person: documentId }],
      secretNote: 'hidden',
      ...data,
    },
  });
}

describe('an update tells what changed, and what was before', () => {
  test.each<[string, object, string[]]>([
    ['a field', { title: 'second' }, ['title']],
    ['several fields', { title: 'second', rating: 3 }, ['rating', 'title']],
    ['a field emptied', { title: 'first', settings: null }, ['settings']],
    ['JSON', { settings: { a: { b: 2 } } }, ['settings']],
    ['a relation', { author: null }, ['author']],
    ['a component', { seo: { metaTitle: 'other', keywords: [{ label: 'k' }] } }, ['seo']],
    ['a nested component', { seo: { metaTitle: 'meta', keywords: [] } }, ['seo']],
    ['a repeated component', { links: [{ label: 'one' }, { label: 'two' }] }, ['links']],
    ['a dynamic zone', { sections: [] }, ['sections']],
    ['nothing', { title: 'first' }, []],
    ['new rows of the same components', { links: [{ label: 'one' }] }, []],
    ['a private field alone', { secretNote: 'other' }, []],
  ])('%s', async (_title, data, changes) => {
    const { documentId } = await article();
    const differs = await difference(() => articles.update({ documentId, data }));
    expect(differs.changes).toEqual(changes);
    expect(differs.previous).toMatchObject({
      documentId,
      title: 'first',
      author: { name: 'Ann' },
      settings: { a: { b: 1 } },
      seo: { metaTitle: 'meta', keywords: [{ label: 'k' }] },
      links: [{ label: 'one' }],
      sections: [{ text: 'q', person: { name: 'Ann' } }],
    });
    for (const [name, value] of Object.entries(differs.entry)) {
      if (name === 'updatedAt' || differs.changes.includes(name)) continue;
      expect(withoutIds(value)).toEqual(withoutIds(differs.previous?.[name] ?? null));
    }
  });
});

/** Components have a new row with every change. */
function withoutIds(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'id');
  return Object.fromEntries(entries.map(([name, nested]) => [name, withoutIds(nested)]));
}

describe('a publish is compared with what was published', () => {
  test('the first one with nothing: every field that holds something changed', async () => {
    const { documentId } = await article();
    const { changes, previous } = await difference(() => articles.publish({ documentId }));
    expect(changes).toEqual(['author', 'links', 'sections', 'seo', 'settings', 'title']);
    expect(previous).toBeNull();
  });

  test('a further one with the one before, over all updates between', async () => {
    const { documentId } = await article();
    await articles.publish({ documentId });
    await articles.update({ documentId, data: { title: 'second' } });
    await articles.update({ documentId, data: { title: 'third', author: null } });
    const { changes, previous, entry } = await difference(() => articles.publish({ documentId }));
    expect(changes).toEqual(['author', 'title']);
    expect(previous).toMatchObject({ title: 'first', author: { name: 'Ann' } });
    expect(previous?.publishedAt).toEqual(expect.any(String));
    expect(entry).toMatchObject({ title: 'third', author: null });
  });

  test('one of what is published already: nothing changed', async () => {
    const { documentId } = await article();
    await articles.publish({ documentId });
    expect((await difference(() => articles.publish({ documentId }))).changes).toEqual([]);
  });
});

describe('a snapshot larger than maxPayloadBytes', () => {
  const thin = (type: string, documentId: string, changes: string[]) => ({
    id: expect.stringMatching(/^evt_/),
    eventType: type,
    webhookVersion: 'v1',
    data: { entityId: documentId, uid: 'api::article.article', locale: 'en', changes },
    created: expect.any(String),
    deliverySuccess: true,
  });

  test('arrives thin, truncated: true, whatever the format', async () => {
    const { documentId } = await article();
    // Fewer characters than the limit has bytes: it is bytes that count.
    const text = 'é'.repeat(MAX_PAYLOAD_BYTES / 2);
    const requests = await told(() =>
      articles.update({ documentId, data: { settings: { text } } })
    );
    for (const { path, json, body } of requests) {
      const whole = thin('entry.update', documentId, ['settings']);
      expect(json).toEqual(path === '/thin' ? whole : { ...whole, truncated: true });
      expect(Buffer.byteLength(body)).toBeLessThan(MAX_PAYLOAD_BYTES);
    }
  });

  test('makes the body that tells it as previous thin too', async () => {
    const { documentId } = await article({ settings: { text: 'x'.repeat(MAX_PAYLOAD_BYTES) } });
    const requests = await told(() => articles.update({ documentId, data: { settings: null } }));
    expect(requests.map(({ json }) => json.truncated)).toEqual([true, true, undefined]);
  });

  test('of any size is announced', async () => {
    const { documentId } = await article({ settings: { text: 'x'.repeat(3_000_000) } });
    const requests = await told(() => articles.delete({ documentId }));
    for (const { json } of requests)
      expect(json).toMatchObject(thin('entry.delete', documentId, []));
  });
});

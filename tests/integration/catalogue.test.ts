import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { JsonObject } from '../../contracts/domain';
import { EVENT_TYPES } from '../../contracts/domain';
import { documentsOf, queryOf, type Doc } from '../helpers/documents';
import { allEvents } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { restClient } from '../helpers/rest';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const ARTICLE = 'api::article.article';

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

const catalogue = (contentType?: string) => app.service('events').catalogue({ contentType });

/** Says what is wrong; a field the schema does not know is wrong, too. */
function problemsOf(schema: JsonObject, body: JsonObject): unknown[] {
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  const validate = ajv.compile(closed(schema) as object);
  return validate(body) ? [] : (validate.errors ?? []);
}

/** The same, but for objects that may have any fields: no unknown one in those that list theirs. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, closed(inner)])
  );
  return 'properties' in copy ? { ...copy, additionalProperties: false } : copy;
}

test('every type is described, with the content types it applies to', () => {
  const types = catalogue();
  expect(types.map(({ type }) => type)).toEqual([...EVENT_TYPES]);
  for (const { description, schema } of types) {
    expect(description).toMatch(/\.$/);
    expect(() =>
      new Ajv({ strict: false, formats: { 'date-time': true } }).compile(schema)
    ).not.toThrow();
  }
  const of = (type: string) => types.find((info) => info.type === type)?.contentTypes ?? [];
  expect(of('entry.create')).toEqual(expect.arrayContaining([ARTICLE, 'api::category.category']));
  expect(of('entry.create').join()).not.toMatch(/admin::|users-permissions|upload/);
  expect(of('entry.publish')).toContain(ARTICLE);
  expect(of('entry.publish')).not.toContain('api::category.category');
  expect(of('media.create')).toEqual([]);
});

test('of one content type, the types that apply to it', () => {
  expect(catalogue('api::category.category').map(({ type }) => type)).toEqual([
    'entry.create',
    'entry.update',
    'entry.delete',
  ]);
  for (const uid of ['api::none.none', 'plugin::users-permissions.user', '__proto__']) {
    expect(() => catalogue(uid)).toThrow(`'${uid}' is no content type that is announced`);
  }
});

/** An article with something in every field, from its first draft to its end, and its file. */
async function liveThroughEverything(): Promise<void> {
  const rest = await restClient(app);
  const files = new FormData();
  files.append('files', new Blob(['a file'], { type: 'text/plain' }), 'file.txt');
  const [file] = (await rest('POST', '/api/upload', files)).body as Doc[];
  const author = await documentsOf(app, 'api::author.author').create({ data: { name: 'A' } });
  const user = await documentsOf(app, 'plugin::users-permissions.user').create({
    data: { username: 'someone', email: 'someone@example.com', password: 'a-password' },
  });
  const articles = documentsOf(app, ARTICLE);
  const { documentId } = await articles.create({
    data: {
      title: 'T',
      slug: 't',
      rating: 1,
      settings: { any: ['thing', 1, null] },
      author: author.documentId,
      reviewer: user.documentId,
      cover: file?.id,
      gallery: [file?.id],
      seo: { metaTitle: 'M', image: file?.id, keywords: [{ label: 'K' }] },
      links: [{ label: 'L', url: 'https://example.com' }],
      sections: [
        { __component: 'sections.quote', text: 'Q', person: author.documentId },
        { __component: 'sections.teaser', headline: 'H' },
      ],
    },
  });
  await articles.publish({ documentId });
  await articles.update({ documentId, data: { rating: 2 } });
  await articles.discardDraft({ documentId });
  await articles.unpublish({ documentId });
  await articles.delete({ documentId });
  const rename = new FormData();
  rename.append('fileInfo', JSON.stringify({ alternativeText: 'text' }));
  await rest('POST', `/api/upload?id=${file?.id}`, rename);
  await queryOf(app, 'plugin::upload.file').delete({ where: { id: file?.id } });
}

test('what is sent is what the schemas say, and nothing they do not', async () => {
  await app.service('webhooks').create({
    name: 'everything',
    url: receiver.url,
    events: ['entry.*', 'media.*'],
    contentTypes: [ARTICLE],
  });
  await liveThroughEverything();
  await receiver.waitFor((await allEvents(app)).length);

  const schemas = new Map(
    [...catalogue(), ...catalogue(ARTICLE)].map(({ type, schema }) => [type as string, schema])
  );
  const seen = new Set<string>();
  for (const { json } of receiver.requests) {
    const type = String(json.event);
    seen.add(type);
    expect({ type, problems: problemsOf(schemas.get(type) ?? {}, json) }).toEqual({
      type,
      problems: [],
    });
  }
  expect([...seen].sort()).toEqual([...EVENT_TYPES].slice(0, -1).sort());
});

test('an altered body is none', () => {
  const schema = catalogue(ARTICLE)[0]?.schema ?? {};
  const { json } = receiver.requests.find(({ json }) => json.event === 'entry.create') ?? {};
  const entry = json?.entry as JsonObject;
  for (const altered of [
    { ...json, event: 'entry.other' },
    { ...json, entry: { ...entry, rating: 'one' } },
    { ...json, entry: { ...entry, secretNote: 'a private field' } },
    { ...json, entry: { ...entry, reviewer: { id: 1, documentId: 'd', email: 'a@b' } } },
    { ...json, entry: { ...entry, sections: [{ __component: 'sections.other', id: 1 }] } },
  ]) {
    expect(problemsOf(schema, altered)).not.toEqual([]);
  }
});

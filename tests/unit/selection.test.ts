import type { Json, JsonObject } from '../../contracts/domain';
import type { Attribute } from '../../server/src/domain/schema-fields';
import { select } from '../../server/src/domain/selection';
import { checkSelection } from '../../server/src/domain/selection-check';

const SCHEMAS: Record<string, Record<string, Attribute>> = {
  article: {
    title: { type: 'string' },
    body: { type: 'text' },
    settings: { type: 'json' },
    note: { type: 'text', private: true },
    author: { type: 'relation', target: 'author' },
    owner: { type: 'relation', target: 'admin::user' },
    related: { type: 'relation' },
    cover: { type: 'media' },
    seo: { type: 'component', component: 'seo' },
    zone: { type: 'dynamiczone', components: ['quote', 'teaser'] },
  },
  author: {
    name: { type: 'string' },
    age: { type: 'integer' },
    books: { type: 'relation', target: 'article' },
  },
  seo: { metaTitle: { type: 'string' }, image: { type: 'media' } },
  quote: { text: { type: 'text' }, person: { type: 'relation', target: 'author' } },
  teaser: { headline: { type: 'text' } },
  'plugin::upload.file': { url: { type: 'string' }, name: { type: 'string' } },
};
const attributesOf = (uid: string) => SCHEMAS[uid] ?? {};

const author = { id: 2, documentId: 'a', name: 'Ann', age: 40 };
const file = { id: 3, documentId: 'f', url: '/f', name: 'f' };
const quote = { __component: 'quote', id: 5, text: 'q', person: author };
const teaser = { __component: 'teaser', id: 6, headline: 'h' };
const entry: JsonObject = {
  id: 1,
  documentId: 'd',
  title: 'T',
  body: 'B',
  settings: { title: 'deep', zone: 1 },
  author,
  owner: { id: 9, documentId: 'o' },
  cover: file,
  seo: { id: 4, metaTitle: 'M', image: file },
  zone: [quote, teaser],
};
const told = (fields: Json, populate: Json) =>
  select(entry, 'article', { fields, populate }, attributesOf);
const scalars = { id: 1, documentId: 'd', title: 'T', body: 'B', settings: entry.settings ?? null };

test.each<[Json, Json, JsonObject]>([
  [null, null, entry],
  ['*', null, entry],
  [['title'], null, { ...entry, body: undefined, settings: undefined } as unknown as JsonObject],
  [['title'], [], { id: 1, documentId: 'd', title: 'T' }],
  [null, [], scalars],
  [null, ['author'], { ...scalars, author }],
  [null, { author: true, cover: false }, { ...scalars, author }],
  [
    ['title,body'],
    'author,cover',
    { id: 1, documentId: 'd', title: 'T', body: 'B', author, cover: file },
  ],
  [
    [],
    { author: { fields: ['name'] } },
    { id: 1, documentId: 'd', author: { id: 2, documentId: 'a', name: 'Ann' } },
  ],
  [null, ['seo'], { ...scalars, seo: { id: 4, metaTitle: 'M' } }],
  [null, ['seo.image'], { ...scalars, seo: { id: 4, metaTitle: 'M', image: file } }],
  [null, { seo: { populate: '*', fields: [] } }, { ...scalars, seo: { id: 4, image: file } }],
  [null, { seo: '*' }, { ...scalars, seo: entry.seo ?? null }],
  [
    null,
    { zone: { on: { quote: { fields: ['text'], populate: { person: { fields: ['age'] } } } } } },
    { ...scalars, zone: [{ ...quote, person: { id: 2, documentId: 'a', age: 40 } }] },
  ],
  [null, ['zone'], { ...scalars, zone: [{ __component: 'quote', id: 5, text: 'q' }, teaser] }],
])('fields %j and populate %j', (fields, populate, expected) => {
  expect(told(fields, populate)).toEqual(JSON.parse(JSON.stringify(expected)));
  expect(checkSelection({ fields, populate }, ['article'], attributesOf)).toBeUndefined();
});

test('every attribute is one level of each', () => {
  expect(told(null, '*')).toEqual({
    ...entry,
    seo: { id: 4, metaTitle: 'M' },
    zone: [{ __component: 'quote', id: 5, text: 'q' }, teaser],
  });
});

test.each<[Json, Json, string, string]>([
  [['nope'], null, 'fields', "no field 'nope'"],
  [['note'], null, 'fields', "no field 'note'"],
  [['author'], null, 'fields', "no field 'author'"],
  [[5], null, 'fields', 'list of names'],
  [{ title: true }, null, 'fields', 'must be'],
  [null, ['nope'], 'populate.nope', 'is no relation'],
  [null, ['title'], 'populate.title', 'is no relation'],
  [null, ['constructor'], 'populate.constructor', 'is no relation'],
  [null, { author: { fields: ['nope'] } }, 'populate.author.fields', "no field 'nope'"],
  [null, { owner: { fields: ['email'] } }, 'populate.owner.fields', "no field 'email'"],
  [null, { owner: { populate: ['roles'] } }, 'populate.owner.populate', 'of people'],
  [null, ['owner.roles'], 'populate.owner.populate', 'of people'],
  [null, { cover: { populate: '*' } }, 'populate.cover.populate', 'below a file'],
  [null, { related: { populate: '*' } }, 'populate.related.populate', 'of any type'],
  [null, ['author.nope'], 'populate.author.populate.nope', 'is no relation'],
  [null, ['author.name'], 'populate.author.populate.name', 'is no relation'],
  [null, ['author.books.note'], 'populate.author.populate.books.populate.note', 'is no relation'],
  [
    null,
    ['author.books.owner.roles'],
    'populate.author.populate.books.populate.owner.populate',
    'of people',
  ],
  [null, { author: { filters: {} } }, 'populate.author.filters', 'alone'],
  [null, { author: 5 }, 'populate.author', 'true or an object'],
  [null, { zone: { on: { seo: true } } }, 'populate.zone.on.seo', 'no component'],
  [null, { zone: { on: true } }, 'populate.zone.on', 'an object of components'],
  [null, { zone: { on: null } }, 'populate.zone.on', 'an object of components'],
  [null, { author: { on: { author: true } } }, 'populate.author.on', 'dynamic zones alone'],
  [null, 'author,'.repeat(2_000), 'populate', 'is longer than'],
  [null, Array(2_000).fill('author'), 'populate', 'is longer than'],
  ['title,'.repeat(2_000), null, 'fields', 'is longer than'],
  [
    null,
    { zone: { on: { quote: { fields: ['nope'] } } } },
    'populate.zone.on.quote.fields',
    'nope',
  ],
  [
    null,
    { zone: { on: { quote: { populate: ['person.nope'] } } } },
    'populate.zone.on.quote.populate.person.populate.nope',
    'is no relation',
  ],
])('fields %j and populate %j are refused', (fields, populate, path, message) => {
  const problem = checkSelection({ fields, populate }, ['article'], attributesOf);
  expect(problem?.path.join('.')).toBe(path);
  expect(problem?.message).toContain(message);
});

test('of several types, it is enough that one has the field', () => {
  expect(
    checkSelection(
      { fields: ['age', 'title'], populate: ['cover'] },
      ['article', 'author'],
      attributesOf
    )
  ).toBeUndefined();
});

import type { Json, JsonObject } from '../../contracts/domain';
import {
  covers,
  depthOf,
  levelsOf,
  mergeDepths,
  pathsOf,
  type Depth,
} from '../../server/src/domain/depth';
import type { Attribute } from '../../server/src/domain/schema-fields';
import { select } from '../../server/src/domain/selection';

const SCHEMAS: Record<string, Record<string, Attribute>> = {
  article: {
    title: { type: 'string' },
    author: { type: 'relation', target: 'author' },
    hidden: { type: 'relation', target: 'author', private: true },
    owner: { type: 'relation', target: 'admin::user' },
    related: { type: 'relation' },
    cover: { type: 'media' },
    seo: { type: 'component', component: 'seo' },
    zone: { type: 'dynamiczone', components: ['quote', 'teaser'] },
  },
  author: {
    name: { type: 'string' },
    account: { type: 'relation', target: 'admin::user' },
    photo: { type: 'media' },
    address: { type: 'component', component: 'address' },
    books: { type: 'relation', target: 'article' },
  },
  address: { city: { type: 'string' }, country: { type: 'relation', target: 'country' } },
  country: { code: { type: 'string' } },
  seo: { image: { type: 'media' }, editor: { type: 'relation', target: 'author' } },
  quote: { person: { type: 'relation', target: 'author' } },
  teaser: { link: { type: 'relation', target: 'article' } },
};
const attributesOf = (uid: string) => SCHEMAS[uid] ?? {};

type Plain = { [name: string]: Plain };
const plain = (depth: Depth): Plain =>
  Object.fromEntries([...depth].map(([name, inner]) => [name, plain(inner)]));
const depthIn = (populate: Json, condition: JsonObject | null = null) =>
  plain(depthOf({ populate, condition }, 'article', attributesOf));

test.each<[Json, Plain]>([
  [null, {}],
  ['*', {}],
  [[], {}],
  [['author', 'cover', 'seo.image', 'zone'], {}],
  [{ seo: { populate: { editor: true } }, zone: { populate: '*' } }, {}],
  [['author.books'], { author: { books: {} } }],
  ['author.photo,author.books.cover', { author: { photo: {}, books: { cover: {} } } }],
  [{ author: { populate: ['address.country'] } }, { author: { address: { country: {} } } }],
  [{ author: { populate: true } }, { author: { account: {}, photo: {}, address: {}, books: {} } }],
  [['seo.editor.photo'], { seo: { editor: { photo: {} } } }],
  [
    { zone: { on: { quote: { populate: ['person.photo'] } } } },
    { zone: { quote: { person: { photo: {} } } } },
  ],
  [['zone.link.cover'], { zone: { teaser: { link: { cover: {} } } } }],
  [
    { author: { populate: { books: { populate: { zone: { on: { teaser: true } } } } } } },
    { author: { books: { zone: { teaser: {} } } } },
  ],
  // What is never told is never read.
  [['hidden.books', 'owner.roles', 'related.x', 'cover.folder', 'nope.x', 'title.x'], {}],
  [['author.account.roles'], { author: { account: {} } }],
])('populate %j goes as deep as %j', (populate, expected) => {
  expect(depthIn(populate)).toEqual(expected);
});

test.each<[JsonObject, Plain]>([
  [{ entry: { author: { name: 'Ann' } } }, {}],
  [{ entry: { author: { books: { title: 'T' } } } }, { author: { books: {} } }],
  [
    { $or: [{ entry: { author: { address: { country: { code: 'CH' } } } } }, { locale: 'de' }] },
    { author: { address: { country: {} } } },
  ],
  [
    { $not: { previous: { author: { $and: [{ photo: { url: 'x' } }] } } } },
    { author: { photo: {} } },
  ],
  [
    { entry: { zone: { person: { books: { title: 'T' } } } } },
    { zone: { quote: { person: { books: {} } } } },
  ],
  [{ changes: { $contains: 'author.books' }, actor: { id: '1' } }, {}],
])('condition %j goes as deep as %j', (condition, expected) => {
  expect(depthIn(null, condition)).toEqual(expected);
});

test('what several ask for is all of it', () => {
  const depths = [['author.photo'], ['author.books.cover'], ['author.books.author']].map(
    (populate) => depthOf({ populate, condition: null }, 'article', attributesOf)
  );
  expect(plain(mergeDepths(depths))).toEqual({
    author: { photo: {}, books: { cover: {}, author: {} } },
  });
  expect(levelsOf(mergeDepths(depths))).toBe(3);
  expect(levelsOf(mergeDepths([]))).toBe(0);
});

test('who went further down has seen what lies on the way', () => {
  const asked = depthOf({ populate: ['author.books'] }, 'article', attributesOf);
  expect(pathsOf(asked)).toEqual(['author/books']);
  expect(covers(['author/books'], asked)).toBe(true);
  expect(covers(['author/photo', 'author/books/cover'], asked)).toBe(true);
  expect(covers(['author/booksellers'], asked)).toBe(false);
  expect(covers([], asked)).toBe(false);
});

const file = { id: 8, documentId: 'f', url: '/f' };
const book = { id: 5, documentId: 'b', title: 'B', cover: file };
const author = { id: 2, documentId: 'a', name: 'Ann', photo: file, books: [book] };
const entry: JsonObject = {
  id: 1,
  title: 'T',
  author,
  seo: { id: 3, editor: author },
  zone: [{ __component: 'quote', id: 4, person: author }],
  related: [{ __type: 'author', ...author }],
};
const shallow = { id: 2, documentId: 'a', name: 'Ann' };

test('who asks for no relations is told one level, however deep the event goes', () => {
  const told = select(entry, 'article', { fields: null, populate: null }, attributesOf);
  expect(told).toEqual({
    id: 1,
    title: 'T',
    author: shallow,
    seo: { id: 3, editor: shallow },
    zone: [{ __component: 'quote', id: 4, person: shallow }],
    related: [{ __type: 'author', ...shallow }],
  });
});

test('who asks for some is told as deep as that', () => {
  const populate = { author: { fields: ['name'], populate: { books: { fields: ['title'] } } } };
  const told = select(entry, 'article', { fields: ['title'], populate }, attributesOf);
  const books = [{ id: 5, documentId: 'b', title: 'B' }];
  expect(told).toEqual({ id: 1, title: 'T', author: { ...shallow, books } });
});

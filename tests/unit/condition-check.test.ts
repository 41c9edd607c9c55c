import fc from 'fast-check';
import type { JsonObject } from '../../contracts/domain';
import { checkCondition } from '../../server/src/domain/condition-check';
import { fieldsOf, type Attribute } from '../../server/src/domain/schema-fields';

const SCHEMAS: Record<string, Record<string, Attribute>> = {
  article: {
    title: { type: 'string' },
    secretNote: { type: 'text', private: true },
    code: { type: 'password' },
    settings: { type: 'json' },
    author: { type: 'relation', target: 'author' },
    owner: { type: 'relation', target: 'admin::user' },
    zone: { type: 'dynamiczone', components: ['quote'] },
    cover: { type: 'media' },
  },
  author: { name: { type: 'string' } },
  quote: { text: { type: 'text' } },
  'plugin::upload.file': { url: { type: 'string' } },
  note: { text: { type: 'string' } },
};
const fields = fieldsOf(['article', 'note'], (uid) => SCHEMAS[uid] ?? {});
const problem = (condition: unknown) => checkCondition(condition, fields);

test.each<[object]>([
  [{}],
  [{ entry: { title: 'x', text: { $contains: 'y' }, id: 1, publishedAt: { $null: true } } }],
  [
    {
      entry: { author: { name: 'x' }, cover: { url: 'x' }, zone: { text: 'x', __component: 'q' } },
    },
  ],
  [{ entry: { settings: { any: { thing: [1] } }, owner: { id: 1, documentId: 'x' } } }],
  [{ $and: [{ changes: { $contains: 'title' } }, { $or: [{ locale: ['de'] }] }] }],
  [{ actor: { type: 'admin', id: { $ne: '1' } }, previous: { title: null } }],
  [{ $or: [{ previous: null }, { actor: { $null: true } }, { entry: { author: 3 } }] }],
  [{ entry: { title: { $not: { $in: ['a'] }, $between: ['a', 'b'] } } }],
])('%j is a condition', (condition) => expect(problem(condition)).toBeUndefined());

const nested = (depth: number): JsonObject => (depth === 0 ? {} : { $not: nested(depth - 1) });

test.each<[unknown, string, string]>([
  ['x', '', 'must be an object'],
  [[], '', 'must be an object'],
  [{ title: 'x' }, 'title', 'a condition is about entry'],
  [{ $eq: 1 }, '$eq', 'needs a field'],
  [{ entry: 'a' }, 'entry', 'must be an object'],
  [{ $or: [{ entry: ['a'] }] }, '$or.0.entry', 'must be an object'],
  [{ actor: 1 }, 'actor', 'must be an object'],
  [{ entry: { $eq: 'x' } }, 'entry.$eq', 'needs a field'],
  [{ actor: { $not: { $in: ['x'] } } }, 'actor.$not.$in', 'needs a field'],
  [{ entry: { nope: 1 } }, 'entry.nope', "no field 'nope'"],
  [{ entry: { secretNote: 'x' } }, 'entry.secretNote', 'no field'],
  [{ entry: { code: 'x' } }, 'entry.code', 'no field'],
  [{ entry: { owner: { email: 'x' } } }, 'entry.owner.email', 'no field'],
  [{ entry: { author: { nope: 1 } } }, 'entry.author.nope', 'no field'],
  [{ entry: { title: { deeper: 1 } } }, 'entry.title.deeper', 'of what has none'],
  [{ entry: { title: { $like: 'x' } } }, 'entry.title.$like', 'is no operator'],
  [{ entry: { title: { $in: 'x' } } }, 'entry.title.$in', 'takes a list'],
  [{ entry: { title: { $in: [{}] } } }, 'entry.title.$in.0', 'takes a text'],
  [{ entry: { title: { $between: [1] } } }, 'entry.title.$between', 'two values'],
  [{ entry: { title: { $null: 'yes' } } }, 'entry.title.$null', 'true or false'],
  [{ entry: { title: { $contains: true } } }, 'entry.title.$contains', 'takes a text'],
  [{ entry: { title: { $eq: {} } } }, 'entry.title.$eq', 'takes a text'],
  [{ entry: { title: 'x'.repeat(1_001) } }, 'entry.title', 'longer than'],
  [{ entry: { title: new Date(0) } }, 'entry.title', 'must be an object'],
  [{ entry: { title: { $gt: new Date(0) } } }, 'entry.title.$gt', 'takes a text'],
  [{ entry: { title: { $gt: NaN } } }, 'entry.title.$gt', 'takes a text'],
  [{ entry: { title: undefined } }, 'entry.title', 'takes a text'],
  [{ $or: { locale: 'en' } }, '$or', 'takes a list of conditions'],
  [{ $or: ['x'] }, '$or.0', 'must be an object'],
  [{ actor: { email: 'x' } }, 'actor.email', 'no field'],
  [JSON.parse('{"entry":{"__proto__":1}}'), 'entry.__proto__', 'no field'],
  [nested(13), Array(13).fill('$not').join('.'), '12 levels'],
  [{ $or: Array(600).fill({ locale: 'en' }) }, '$or.249.locale', '500 parts'],
  [{ $or: Array(30).fill({ locale: 'x'.repeat(900) }) }, '', '20000 characters'],
])('%j is none', (condition, path, message) => {
  expect(problem(condition)?.path.join('.')).toBe(path);
  expect(problem(condition)?.message).toContain(message);
});

test('a check of anything ends without an error', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (given) => {
      const found = problem(given);
      expect(found === undefined || typeof found.message === 'string').toBe(true);
    }),
    { numRuns: 2_000 }
  );
});

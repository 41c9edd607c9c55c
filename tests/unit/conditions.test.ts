import fc from 'fast-check';
import type { Json, JsonObject } from '../../contracts/domain';
import { OPERATORS } from '../../server/src/domain/condition-operators';
import {
  meetsCondition,
  mentions,
  type ConditionSubject,
} from '../../server/src/domain/conditions';

const subject: ConditionSubject = {
  snapshot: {
    id: 1,
    title: 'Hello World',
    rating: 4,
    price: '12.50',
    isNew: false,
    body: null,
    date: '2026-01-02T03:04:05.000Z',
    tags: ['red', 'green'],
    nothing: [],
    author: { name: 'Ann', age: 40 },
    categories: [
      { name: 'news', rank: 1 },
      { name: 'sport', rank: 5 },
    ],
  },
  previous: { title: 'Hello', rating: 3 },
  changes: ['title', 'priceList'],
  locale: 'en',
  actor: { type: 'admin', id: '7' },
};

const holds = (condition: JsonObject) => meetsCondition(condition, subject);
const entry = (condition: Json) => holds({ entry: condition });

describe.each<[operator: string, field: string, yes: Json, no: Json]>([
  ['$eq', 'rating', 4, 5],
  ['$eq', 'rating', '4', '5'],
  ['$eq', 'isNew', false, true],
  ['$eq', 'isNew', false, 0],
  ['$eq', 'body', null, 'x'],
  ['$eq', 'date', '2026-01-02T04:04:05+01:00', '2026-01-02T04:04:05Z'],
  ['$eqi', 'title', 'hello world', 'hello'],
  ['$ne', 'rating', 5, 4],
  ['$ne', 'missing', 'x', null],
  ['$nei', 'title', 'hello', 'HELLO WORLD'],
  ['$in', 'rating', [3, 4], [5, 6]],
  ['$in', 'missing', [null], [0, '', false]],
  ['$notIn', 'rating', [5, 6], [3, 4]],
  ['$lt', 'rating', 5, 4],
  ['$lte', 'rating', 4, 3],
  ['$gt', 'rating', 3, 4],
  ['$gte', 'rating', 4, 5],
  ['$gt', 'price', 9, 13],
  ['$gt', 'price', '9', '12.5'],
  ['$lt', 'date', '2026-01-02T03:04:06Z', '2026-01-02T04:04:05+01:00'],
  ['$between', 'rating', [4, 5], [5, 9]],
  ['$contains', 'title', 'lo Wo', 'lo wo'],
  ['$containsi', 'title', 'LO WO', 'x'],
  ['$notContains', 'title', 'lo wo', 'lo Wo'],
  ['$notContainsi', 'title', 'x', 'LO WO'],
  ['$startsWith', 'title', 'Hell', 'hell'],
  ['$startsWithi', 'title', 'HELL', 'World'],
  ['$endsWith', 'title', 'World', 'world'],
  ['$endsWithi', 'title', 'WORLD', 'Hello'],
  ['$null', 'body', true, false],
  ['$null', 'missing', true, false],
  ['$notNull', 'title', true, false],
])('%s of %s', (operator, field, yes, no) => {
  test(`holds for ${JSON.stringify(yes)} and not for ${JSON.stringify(no)}`, () => {
    expect(entry({ [field]: { [operator]: yes } })).toBe(true);
    expect(entry({ [field]: { [operator]: no } })).toBe(false);
  });
});

test('what cannot be compared is neither less nor more', () => {
  for (const field of ['body', 'missing', 'isNew', 'author']) {
    for (const operator of ['$lt', '$lte', '$gt', '$gte']) {
      expect(entry({ [field]: { [operator]: 0 } })).toBe(false);
    }
  }
});

describe('a condition', () => {
  test('is about entry, previous, changes, locale and actor', () => {
    expect(holds({ entry: { rating: 4 }, previous: { rating: 3 }, locale: 'en' })).toBe(true);
    expect(holds({ entry: { rating: 4 }, previous: { rating: 4 } })).toBe(false);
    expect(holds({ actor: { type: 'admin', id: 7 } })).toBe(true);
    expect(holds({ locale: { $in: ['de', 'fr'] } })).toBe(false);
  });

  test('takes several operators of a field, a list as $in, and nested paths', () => {
    expect(entry({ rating: { $gt: 3, $lt: 5 } })).toBe(true);
    expect(entry({ rating: { $gt: 3, $lt: 4 } })).toBe(false);
    expect(entry({ rating: [3, 4] })).toBe(true);
    expect(entry({ author: { name: 'Ann', age: { $gte: 40 } } })).toBe(true);
    expect(entry({ author: { name: { deeper: { $null: true } } } })).toBe(true);
  });

  test('is joined by $and, $or and $not, at any depth', () => {
    expect(holds({ $or: [{ entry: { rating: 9 } }, { locale: 'en' }] })).toBe(true);
    expect(holds({ $and: [{ entry: { rating: 9 } }, { locale: 'en' }] })).toBe(false);
    expect(holds({ $not: { entry: { rating: 9 } } })).toBe(true);
    expect(entry({ rating: { $not: { $gt: 3 } } })).toBe(false);
    expect(entry({ $or: [{ rating: 1 }, { rating: { $or: [{ $eq: 4 }] } }] })).toBe(true);
  });

  test('that is empty holds', () => expect(holds({})).toBe(true));

  test('does not see what an object inherits', () => {
    expect(entry({ constructor: { $notNull: true } })).toBe(false);
    expect(entry(JSON.parse('{"__proto__":{"$notNull":true}}') as JsonObject)).toBe(false);
  });
});

describe('a list', () => {
  test('has what one of its elements has', () => {
    expect(entry({ tags: 'red' })).toBe(true);
    expect(entry({ tags: { $startsWith: 'gr' } })).toBe(true);
    expect(entry({ tags: 'blue' })).toBe(false);
  });

  test('lacks what none of its elements has', () => {
    expect(entry({ tags: { $ne: 'red' } })).toBe(false);
    expect(entry({ tags: { $ne: 'blue' } })).toBe(true);
  });

  test('contains an element as a whole', () => {
    expect(holds({ changes: { $contains: 'title' } })).toBe(true);
    expect(holds({ changes: { $contains: 'price' } })).toBe(false);
    expect(holds({ changes: { $notContains: 'price' } })).toBe(true);
    expect(holds({ changes: { $notContains: 'title' } })).toBe(false);
  });

  test('of entries: one of them has all that is asked', () => {
    expect(entry({ categories: { name: 'sport', rank: 5 } })).toBe(true);
    expect(entry({ categories: { name: 'sport', rank: 1 } })).toBe(false);
  });

  test('that is empty is as nothing', () => {
    expect(entry({ nothing: { $null: true } })).toBe(true);
    expect(entry({ nothing: { name: { $null: true } } })).toBe(true);
    expect(entry({ nothing: { $contains: 'x' } })).toBe(false);
    expect(meetsCondition({ changes: { $contains: 'x' } }, { ...subject, changes: null })).toBe(
      false
    );
  });
});

test('what a condition mentions is found wherever it stands', () => {
  expect(mentions({ entry: { changes: 1 } }, 'changes')).toBe(false);
  expect(mentions({ $or: [{ locale: 'en' }, { $not: { changes: 'a' } }] }, 'changes')).toBe(true);
  expect(mentions({ previous: { a: 1 } }, 'previous')).toBe(true);
});

describe('whatever a condition and an event hold', () => {
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
  const operator = fc.constantFrom(...OPERATORS.keys());

  test('each operator answers yes or no', () => {
    fc.assert(
      fc.property(operator, json, json, (name, value, operand) => {
        const event = { ...subject, snapshot: { field: value } };
        const answer = meetsCondition({ entry: { field: { [name]: operand } } }, event);
        expect(typeof answer).toBe('boolean');
      }),
      { numRuns: 2_000 }
    );
  });

  test('its contrary has the contrary answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('$eq', '$eqi', '$in', '$contains', '$null'),
        json,
        json,
        (...given) => {
          const [name, value, operand] = given;
          const contrary = {
            $eq: '$ne',
            $eqi: '$nei',
            $in: '$notIn',
            $contains: '$notContains',
            $null: '$notNull',
          }[name];
          const event = { ...subject, snapshot: { field: value } };
          const ask = (one: string) =>
            meetsCondition({ entry: { field: { [one]: operand } } }, event);
          expect(ask(contrary)).toBe(!ask(name));
        }
      ),
      { numRuns: 2_000 }
    );
  });
});

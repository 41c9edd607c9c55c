import fc from 'fast-check';
import { z } from 'zod';
import type { Json, JsonObject } from '../../contracts/domain';
import { madeUpData } from '../../server/src/domain/made-up-data';

const schema = (properties: JsonObject): JsonObject => ({ type: 'object', properties });

test.each<[string, JsonObject, Json]>([
  ['a text', { type: 'string' }, 'text'],
  ['a text of a format', { type: 'string', format: 'email' }, 'somebody@example.com'],
  ['a number', { type: 'number' }, 1],
  ['a number with a lowest', { type: 'integer', minimum: 18 }, 18],
  ['a flag', { type: 'boolean' }, true],
  ['what may be missing', { type: ['null', 'string'] }, 'text'],
  ['one of several', { enum: ['paid', 'open'] }, 'paid'],
  ['an example', { type: 'string', examples: ['A-1'] }, 'A-1'],
  ['a list', { type: 'array', items: { type: 'number' } }, [1]],
  ['a choice', { anyOf: [{ type: 'boolean' }, { type: 'string' }] }, true],
  ['an object in it', schema({ id: { type: 'string' } }), { id: 'text' }],
  ['anything', {}, null],
])('%s is made up', (_what, property, value) => {
  expect(madeUpData(schema({ field: property }))).toEqual({ field: value });
});

test('without a schema there is nothing in it', () => {
  expect(madeUpData(undefined)).toEqual({});
  expect(madeUpData({ type: 'string' })).toEqual({});
});

test('what is made up fits the schema', () => {
  const order = schema({
    total: { type: 'number' },
    paidAt: { type: 'string', format: 'date-time' },
    lines: {
      type: 'array',
      items: schema({ sku: { type: 'string' }, count: { type: 'integer' } }),
    },
  });
  expect(z.fromJSONSchema(order).safeParse(madeUpData(order)).success).toBe(true);
});

test('whatever the schema, data is made up', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
      expect(madeUpData(given as JsonObject)).toBeInstanceOf(Object);
    })
  );
});

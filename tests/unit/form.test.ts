import fc from 'fast-check';
import qs from 'qs';
import type { Json, JsonObject } from '../../contracts/domain';
import { renderForm } from '../../server/src/domain/form';

/** As it is read: names and texts in order. */
const pairs = (body: JsonObject) =>
  [...new URLSearchParams(renderForm(body))].map(([name, text]) => `${name}=${text}`);

test.each<[string, Json, string[]]>([
  ['a text', 'x', ['f=x']],
  ['an empty text', '', ['f=']],
  ['a number', 1.5, ['f=1.5']],
  ['zero', 0, ['f=0']],
  ['true as 1', true, ['f=1']],
  ['false as 0', false, ['f=0']],
  ['null as an empty text', null, ['f=']],
  ['a date as it is in JSON', '2026-01-02T03:04:05.678Z', ['f=2026-01-02T03:04:05.678Z']],
  ['an array by its places', ['a', 'b'], ['f[0]=a', 'f[1]=b']],
  ['an empty array not at all', [], []],
  ['an empty object not at all', {}, []],
  ['null in an array', [null, 'b'], ['f[0]=', 'f[1]=b']],
  ['an object by its names', { id: 1, title: 'x' }, ['f[id]=1', 'f[title]=x']],
  ['what is nested', { author: { tags: [{ id: 1 }] } }, ['f[author][tags][0][id]=1']],
  [
    'a dynamic zone',
    [
      { __component: 'sections.quote', text: 'q' },
      { __component: 'sections.teaser', links: [] },
    ],
    ['f[0][__component]=sections.quote', 'f[0][text]=q', 'f[1][__component]=sections.teaser'],
  ],
  ['unicode', 'é — 漢字 👋', ['f=é — 漢字 👋']],
  ['what the form itself is written in', 'a=b&c[d]=100% + 1;\r\n', ['f=a=b&c[d]=100% + 1;\r\n']],
  ['half of a character as its replacement', 'a\ud800bc', ['f=a\ufffdbc']],
])('a field holds %s', (_title, value, expected) => {
  expect(pairs({ f: value })).toEqual(expected);
});

test('the bytes are those of PHP: http_build_query', () => {
  // php -r 'echo http_build_query(["entry" => ["title" => "é b", "tags" => ["x"], "on" => true]]);'
  expect(renderForm({ entry: { title: 'é b', tags: ['x'], on: true } })).toBe(
    'entry%5Btitle%5D=%C3%A9+b&entry%5Btags%5D%5B0%5D=x&entry%5Bon%5D=1'
  );
});

/** What a form keeps of JSON: texts, and nothing that is empty. */
function asForm(value: Json): unknown {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'object') return String(value);
  const parts = Object.entries(value)
    .map(([name, part]) => [name, asForm(part)] as const)
    .filter(([, part]) => part !== undefined);
  if (parts.length === 0) return undefined;
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** Names of fields; a bracket in one has no place in bracket notation, here as in PHP. */
const names = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .map((name) => `n${name.replace(/[[\]]/g, '')}`);

const { body } = fc.letrec<{ body: JsonObject; value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    tie('body')
  ),
  body: fc.dictionary(names, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

test('what qs reads of a form is what was written', () => {
  const options = { depth: Infinity, parameterLimit: Infinity, arrayLimit: Infinity };
  fc.assert(
    fc.property(body, (given) => {
      expect(qs.parse(renderForm(given), options)).toEqual(asForm(given) ?? {});
    }),
    { numRuns: 500 }
  );
});

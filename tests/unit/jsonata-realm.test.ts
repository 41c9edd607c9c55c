import { createJsonataRealm } from '../../server/src/lib/jsonata-realm';

const TIMEOUT_MS = 200;
/** For as long as a busy machine needs: what is no question of time is not cut short. */
const realm = createJsonataRealm({ timeoutMs: 60_000, maxResult: 10_000 });
const hurried = createJsonataRealm({ timeoutMs: TIMEOUT_MS, maxResult: 10_000 });
const input = {
  event: 'entry.create',
  entry: { title: 'Hello', tags: ['a', 'b'] },
  text: `${'a'.repeat(40)}b`,
};

function evaluate(source: string, given: unknown = input, within = realm): unknown {
  const result = within.evaluate(source, JSON.stringify(given));
  return 'text' in result ? JSON.parse(result.text) : result.failure;
}

test.each<[string, unknown]>([
  ['{"what": event, "title": $uppercase(entry.title)}', { what: 'entry.create', title: 'HELLO' }],
  ['entry.tags', ['a', 'b']],
  ['$', input],
  ['entry.tags[0] & "!"', 'a!'],
  ['$pad("x", 3, "-")', 'x--'],
  ['$pad("x", -3)', '  x'],
  ['$replace("aXbX", /X/, "-")', 'a-b-'],
  ['null', null],
  ['$distinct([1, 2, 1, "1", 2])', [1, 2, '1']],
  ['$match("a1b22", /([a-z])(\\d+)/).groups', ['a', '1', 'b', '22']],
  ['$split("a1b2c", /\\d/)', ['a', 'b', 'c']],
  ['$contains("abc", /B/i)', true],
])('%s gives its result', (source, result) => expect(evaluate(source)).toEqual(result));

test.each<[string, string]>([
  ['missing', 'It gives nothing'],
  ['$uppercase', 'a function'],
  ['function($x){$x}', 'a function'],
  ['{"f": function($x){$x}}', 'a function'],
  ['$error("on purpose")', 'on purpose'],
  ['1 + "a"', 'must evaluate to a number'],
  ['$nope()', 'non-function'],
  ['($f := function($x){ 1 + $f($x) }; $f(1))', 'Stack overflow'],
  ['[1..9999999]', 'sequence length'],
  ['$pad("x", 300000000)', 'too long'],
  [
    '($d := function($s, $n){ $n = 0 ? $s : $d($s & $s, $n - 1) }; $d("0123456789", 40))',
    'too long',
  ],
  [
    '($d := function($s, $n){ $n = 0 ? $s : $d({"a": $s, "b": $s}, $n - 1) }; $d("x", 40))',
    'too long',
  ],
  [
    '($d := function($s, $n){ $n = 0 ? $s : $d([[$s], [$s]], $n - 1) }; $string($d("x", 40)))',
    'too long',
  ],
  ['$pad("x", 20000)', 'longer than 10000 characters'],
])('%s fails: %s', (source, failure) => expect(evaluate(source)).toContain(failure));

test.each<[string]>([['($f := function($x){ $f($x) }; $f(1))'], ['$match(text, /^(a+)+$/)']])(
  '%s is interrupted',
  (source) => {
    const begun = performance.now();
    expect(evaluate(source, input, hurried)).toBe(`It takes longer than ${TIMEOUT_MS} ms`);
    expect(performance.now() - begun).toBeLessThan(60_000);
    // And what comes after it is evaluated as if nothing had been.
    expect(evaluate('event', input, hurried)).toBe('entry.create');
  }
);

test('nothing of an expression is left for the next', () => {
  expect(evaluate('{"__proto__": {"polluted": true}, "constructor": 1}')).toMatchObject({
    constructor: 1,
  });
  expect(evaluate('($x := 5; $x)')).toBe(5);
  expect(evaluate('$x')).toBe('It gives nothing');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(evaluate('polluted', {})).toBe('It gives nothing');
});

test.each<[string, RegExp]>([
  ['{', /at character \d/],
  ['a.b(', /Expected "\)".*at character 4/],
  ['"open', /at character/],
  ['/(/', /./],
])('%s is no expression, and where', (source, message) => {
  expect(realm.problemOf(source)).toMatch(message);
});

test('an expression that can be evaluated has no problem', () => {
  expect(realm.problemOf('{"a": entry.title}')).toBeUndefined();
  expect(realm.problemOf('$nope()')).toBeUndefined();
});

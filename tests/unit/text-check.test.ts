import { textProblem } from '../../server/src/domain/text-check';

const nested = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 'a');

describe('data without a problem', () => {
  test.each([
    ['text with whole characters, line breaks and controls', { a: ['é 漢字 😀\n\t\u0001\ufffe'] }],
    ['what is no text', [null, undefined, 1, true, new Date(0), () => '\0']],
    ['an escape that only looks like one', '\\u0000 \\ud800'],
    ['lists in lists', nested(99)],
  ])('is %s', (_name, data) => {
    expect(textProblem(data)).toBeUndefined();
  });
});

describe('a problem is found, and where:', () => {
  test.each([
    ['NUL', 'a\0b', [], 'holds a NUL character'],
    ['NUL in a field', { name: '\0' }, ['name'], 'holds a NUL character'],
    ['the first half of a character', { a: [{ b: '\ud83d' }] }, ['a', '0', 'b'], /half/],
    ['the second half of a character', { a: 'x\ude00x' }, ['a'], /half/],
    ['halves in the wrong order', { a: '\ude00\ud83d' }, ['a'], /half/],
    ['NUL in the name of a field', { a: { 'b\0': 1 } }, ['a'], 'holds a NUL character'],
    ['half a character in a name', { a: { '\ud800': 1 } }, ['a'], /half/],
    ['too many levels', { a: nested(100) }, ['a', '0'], 'is nested more than 100 levels deep'],
    ['data in itself', { a: inItself() }, ['a', 'itself'], /levels deep/],
  ])('%s', (_name, data, path, message) => {
    expect(textProblem(data)).toEqual({
      path,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});

function inItself(): object {
  const round: Record<string, unknown> = {};
  round.itself = round;
  return round;
}

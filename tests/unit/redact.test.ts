import type { Exchange } from '../../server/src/domain/outcome';
import { redact } from '../../server/src/delivery/redact';

const echo = (body: string, headers: Record<string, string> = {}): Exchange => ({
  kind: 'response',
  status: 200,
  headers,
  body,
});

describe('a secret header value is not kept with an answer', () => {
  test.each([
    ['in its body', echo('you sent Bearer abc!'), echo('you sent [secret]!')],
    ['twice in its body', echo('Bearer abc, Bearer abc'), echo('[secret], [secret]')],
    ['in a header', echo('', { 'x-echo': 'Bearer abc' }), echo('', { 'x-echo': '[secret]' })],
    [
      'in the message of a failure',
      { kind: 'failure', reason: 'network', message: 'bad header Bearer abc' } as const,
      { kind: 'failure', reason: 'network', message: 'bad header [secret]' } as const,
    ],
  ])('%s', (_title, exchange, expected) => {
    expect(redact(exchange, ['Bearer abc'])).toEqual(expected);
  });

  test('where JSON escaped it', () => {
    expect(redact(echo(JSON.stringify({ got: 'a "b" c\\d' })), ['a "b" c\\d'])).toEqual(
      echo('{"got":"[secret]"}')
    );
  });

  test('where it is cut, wherever that is', () => {
    const whole = 'you sent Bearer abcdefgh';
    const begin = 'you sent '.length;
    for (let length = begin; length < whole.length; length += 1) {
      const cut = echo(whole.slice(0, length));
      const isSaid = length - begin >= 4;
      expect(redact(cut, ['Bearer abcdefgh'])).toEqual(isSaid ? echo('you sent [secret]') : cut);
    }
  });

  test('where one value is part of another', () => {
    expect(redact(echo('abcd abcdefgh'), ['abcd', 'abcdefgh'])).toEqual(echo('[secret] [secret]'));
  });
});

test('an answer is kept as it is where nothing is secret, or what is could be any text', () => {
  const exchange = echo('a1b2 on');
  expect(redact(exchange, [])).toBe(exchange);
  expect(redact(exchange, ['a1', 'on'])).toBe(exchange);
});

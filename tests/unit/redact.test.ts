import type { Exchange } from '../../server/src/domain/outcome';
import { messageOf } from '../../server/src/delivery/failure';
import { redact } from '../../server/src/delivery/redact';

const echo = (body: string, headers: Record<string, string> = {}, isCut = false): Exchange => ({
  kind: 'response',
  isCut,
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

  const whole = 'you sent Bearer abcdefgh';
  const begin = 'you sent '.length;
  const lengths = Array.from({ length: whole.length - begin }, (_, length) => begin + length);

  test.each(lengths)('where it is cut after %d characters', (length) => {
    const cut = whole.slice(0, length);
    const told = length - begin >= 4 ? 'you sent [secret]' : cut;
    const secrets = ['Bearer abcdefgh'];
    expect(redact(echo(cut, {}, true), secrets)).toMatchObject({ body: told });
    const failure = (message: string): Exchange => ({ kind: 'failure', reason: 'tls', message });
    const long = messageOf({ message: 'x'.repeat(1_000 - length) + whole + whole });
    expect(redact(failure(long), secrets)).toEqual(
      failure(`${'x'.repeat(1_000 - length)}${told}…`)
    );
  });

  test('and what is whole is kept, though it ends as one begins', () => {
    const exchange = echo('no Bearer', { 'www-authenticate': 'Bearer' });
    expect(redact(exchange, ['Bearer abcdefgh'])).toEqual(exchange);
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

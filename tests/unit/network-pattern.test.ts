import { parseNetworkPattern } from '../../server/src/domain/network-pattern';
import { refusal } from '../helpers/refusal';

describe('an entry', () => {
  test.each([
    '10.0.0.0/8',
    '10.0.0.1',
    '0.0.0.0/0',
    '::/0',
    '::1',
    'fd00::/8',
    '::ffff:10.0.0.1',
    'localhost',
    'hooks.internal.example',
    'hooks.internal.example.',
    '*.internal.example',
    '*.local',
    'my_service',
    'bücher.example',
  ])('may be %s', (text) => {
    expect(parseNetworkPattern(text)).toBeDefined();
  });

  test.each([
    '',
    ' ',
    '*',
    '*.',
    '*.*.example',
    'a.*.example',
    '**.example',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '10.0.0',
    '10',
    '127.1',
    '0x7f000001',
    '0177.0.0.1',
    '256.0.0.1',
    '::/129',
    ':::1',
    '[::1]',
    'fe80::1%eth0',
    'http://internal.example',
    'internal.example/path',
    'internal.example:8080',
    '10.0.0.1:8080',
    'a b',
    'a..b',
    '-a',
    'user@host',
    'host?query',
    'host#hash',
    'host\\path',
    'ho\nst',
    'ho%73t',
  ])('may not be %j', (text) => {
    expect(parseNetworkPattern(text)).toBeUndefined();
  });

  test('that is none of these is refused by the policy too', () => {
    expect(() => refusal('8.8.8.8', { allow: ['10.0.0.0/33'] })).toThrow('10.0.0.0/33');
  });
});

import { DEFAULT_OPTIONS, withDefaults } from '../../server/src/config/options';
import { validateOptions } from '../../server/src/config/validate';
import { readTls } from '../helpers/servers';

const stopped = (config: unknown) => {
  try {
    validateOptions(config);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${JSON.stringify(config)} was accepted`);
};

const nested = (path: string, value: unknown): object => {
  const [head = '', ...rest] = path.split('.');
  return { [head]: rest.length === 0 ? value : nested(rest.join('.'), value) };
};

test('the defaults are valid', () => {
  expect(() => validateOptions(DEFAULT_OPTIONS)).not.toThrow();
});

test('every default is an option, and the other way round', () => {
  const names = stopped({ nothing: 1 })
    .replace(/^.*Options are: (.*)\.$/, '$1')
    .split(', ');
  const defaults = Object.entries(DEFAULT_OPTIONS).flatMap(([name, value]) =>
    typeof value === 'object' && !Array.isArray(value)
      ? Object.keys(value as object).map((option) => `${name}.${option}`)
      : [name]
  );
  expect(names.sort()).toEqual(defaults.sort());
});

const AUTHORITY = readTls('authority.pem');
const WHOLE = (min: string, max: string) => `a whole number from ${min} to ${max} `;

describe('a wrong value stops the boot with path, value and what is allowed', () => {
  test.each<[string, unknown[], string]>([
    ['role', ['worker', null, ['all']], "'all', 'capture', 'deliver'"],
    [
      'queue',
      [
        'redis',
        null,
        true,
        { bullmq: {} },
        { bullmq: { redis: {} } },
        { bullmq: { redis: { port: 0 } } },
        { bullmq: { redis: 'http://localhost' } },
        { bullmq: { redis: 'redis://a', postgres: 'postgres://a' } },
        { bullmq: { redis: 'redis://a', schema: 'mine' } },
        { bullmq: { redis: 'redis://a', prefix: 'a:b' } },
        { bullmq: { postgres: 'postgres://a', schema: 'a-b' } },
      ],
      "'embedded', { bullmq: { redis, prefix } } or { bullmq: { postgres, schema } }",
    ],
    ['concurrency', [0, 1_001, 1.5, '64', null], WHOLE('1', '1000')],
    ['timeoutMs', [999, 60_001, 5_000.5, '10s'], WHOLE('1000', '60000')],
    [
      'retrySchedule',
      ['default', [], ['soon'], ['0s', '1d'], [0], Array<string>(51).fill('1s'), { first: '0s' }],
      "'standard', or a list of 1 to 50 waits such as '0s', '5m' or '1h'",
    ],
    ['retryJitter', [-0.1, 0.6, '0.1', null], 'a number from 0 to 0.5'],
    ['maxPayloadBytes', [1_023, 104_857_601, '1mb'], WHOLE('1024', '104857600')],
    ['maxResponseBytes', [-1, 10_485_761, '64kb'], WHOLE('0', '10485760')],
    [
      'network.allow',
      ['10.0.0.0/8', [1], ['10.0.0.0/33'], ['127.1'], ['*'], ['http://internal.example'], null],
      "a list of CIDRs, IPs, host names and wildcards such as '10.0.0.0/8'",
    ],
    [
      'network.deny',
      ['evil.example', [['10.0.0.1']], ['fe80::1%eth0'], ['a:80'], {}],
      "a list of CIDRs, IPs, host names and wildcards such as '10.0.0.0/8'",
    ],
    [
      'network.proxy',
      ['proxy.example:3128', 'socks5://proxy.example', 'http://proxy.example/path', '', null, 8080],
      "the URL of an HTTP proxy such as 'http://user:password@proxy.example:3128'",
    ],
    ['network.ca', ['ca.pem', '', [], ['x'], true, null], 'certificates as PEM text'],
    ['limits.webhooks', [0, 10_001, '50'], WHOLE('1', '10000')],
    [
      'excludedContentTypes',
      ['api::note.note', ['article'], ['api::'], [1]],
      "a list of content type uids such as 'api::article.article'",
    ],
    ['captureDirectWrites', ['true', 1, null], 'true or false'],
  ])('%s', (path, values, words) => {
    for (const value of values) {
      const message = stopped(nested(path, value));
      expect(message).toContain(`'${path}' is ${JSON.stringify(value).slice(0, 200)}`);
      expect(message).toContain(`Allowed: ${words}`);
    }
  });
});

describe('a right value is accepted', () => {
  test.each<[string, unknown[]]>([
    ['queue', ['embedded']],
    ['concurrency', [1, 1_000]],
    ['timeoutMs', [1_000, 60_000]],
    ['retrySchedule', ['standard', ['0s'], ['0s', '5m', '1h'], Array<string>(50).fill('1s')]],
    ['retryJitter', [0, 0.25, 0.5]],
    ['maxPayloadBytes', [1_024, 104_857_600]],
    ['maxResponseBytes', [0, 10_485_760]],
    ['network.allow', [[], ['10.0.0.0/8', '::1', 'localhost', '*.internal.example', '8.8.8.8']]],
    ['network.deny', [[], ['0.0.0.0/0', '*.example']]],
    [
      'network.proxy',
      [
        undefined,
        'http://proxy.example',
        'http://proxy.example:3128/',
        'https://scott:t%40iger@[2a00::1]:3128',
      ],
    ],
    ['network.ca', [undefined, AUTHORITY, [AUTHORITY], [AUTHORITY + AUTHORITY, AUTHORITY]]],
    ['limits.webhooks', [1, 10_000]],
    ['excludedContentTypes', [[], ['api::note.note', 'plugin::navigation.item']]],
    ['captureDirectWrites', [true, false]],
  ])('%s', (path, values) => {
    for (const value of values) {
      expect(() => validateOptions(nested(path, value))).not.toThrow();
    }
  });
});

test.each([
  ['timeout', { timeout: 5 }],
  ['limits.deliveries', { limits: { deliveries: 5 } }],
  ['toString', { toString: 'x' }],
])("an unknown option stops the boot: '%s'", (path, config) => {
  expect(stopped(config)).toContain(
    `'${path}' is no option. Options are: role, queue, concurrency, `
  );
});

test.each([
  ['config', 'fast', '"fast"'],
  ['config', null, 'null'],
  ['config', [1], '[1]'],
])('a config that is no object stops the boot: %s is %j', (path, config, shown) => {
  expect(stopped(config)).toBe(`'${path}' is ${shown}. Allowed: an object of options.`);
});

test('a group that is no object stops the boot', () => {
  expect(stopped({ limits: 5 })).toBe("'limits' is 5. Allowed: an object of options.");
});

test('a long value is cut in the message', () => {
  expect(stopped({ queue: 'x'.repeat(500) }).length).toBeLessThan(300);
});

describe('what must not be shown is in no message', () => {
  test.each([
    'ftp://scott:tiger@proxy.example',
    'scott:tiger@proxy.example:3128',
    'http://scott:tiger@proxy.example/path',
    'http://scott:ti@ger@proxy.example:port',
    'http://scott:tiger%@proxy.example',
  ])('the password of a proxy: %s', (proxy) => {
    const message = stopped({ network: { proxy } });
    expect(message).toMatch(/^'network\.proxy' is ".*\*\*\*@proxy\.example/);
    expect(message).not.toMatch(/scott:|tiger|ti@ger/);
  });

  test('a private key that was given for a certificate', () => {
    const key = readTls('receiver.key');
    for (const ca of [key, [key], AUTHORITY + key, key.replaceAll('\n', '')]) {
      const message = stopped({ network: { ca } });
      expect(message).toContain("'network.ca' is ");
      expect(message).not.toContain(key.split('\n')[1]?.slice(20, 40));
    }
  });
});

test('what a site leaves out of a group has its default', () => {
  expect(withDefaults({ network: { allow: ['localhost'] } })).toMatchObject({
    network: { allow: ['localhost'], deny: [], proxy: undefined, ca: undefined },
    limits: { webhooks: 50 },
  });
});

test.each([
  { redis: 'redis://:secret@redis.example:6379/2' },
  { redis: 'rediss://redis.example', prefix: 'my-site' },
  { redis: { host: 'redis.example', port: 6_380, password: 'secret', tls: {} } },
  { postgres: 'postgres://me:secret@db.example/site' },
  { postgres: { host: 'db.example', user: 'me', ssl: true }, schema: 'queue_of_site' },
])('a queue on BullMQ is told where it is: %j', (bullmq) => {
  expect(() => validateOptions({ queue: { bullmq } })).not.toThrow();
});

test.each([
  { bullmq: { redis: { host: 'a', keyPrefix: 'mine' } } },
  { bullmq: { postgres: 'postgres://a' }, redis: {} },
])('a queue is not taken as %j', (queue) => {
  expect(stopped({ queue })).toContain('\'queue\' is {"bullmq"');
});

test('no password of a connection is shown', () => {
  const wrong = [
    'redis://me:hush@redis.example',
    { bullmq: 'redis://me:hush@redis.example' },
    { bullmq: { redis: 'http://me:hush@redis.example' } },
    { bullmq: { redis: { port: 0, password: 'hush' } } },
    { bullmq: { postgres: { password: 'hush' }, redis: 'redis://me:hush@a' } },
    { bullmq: { redis: ['redis://me:hush@a'] } },
  ];
  for (const queue of wrong) expect(stopped({ queue })).not.toContain('hush');
});

import { parseDeclarations } from '../../server/src/services/declarations';

const SECRET = 'the secret that nobody sees in an error';
const VALID = { key: 'a', name: 'a', url: 'https://example.com/hooks', events: 'entry.create' };

const stopped = (...webhooks: unknown[]): string => {
  try {
    parseDeclarations(webhooks);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was accepted');
};

test('webhooks of the config have the fields of any other, and a key', () => {
  const [first, second] = parseDeclarations([
    { ...VALID, secret: SECRET, contentTypes: ['api::note.note'] },
    { ...VALID, key: 'b', enabled: false },
  ]);
  expect(first).toMatchObject({
    path: 'webhooks[0]',
    key: 'a',
    input: { events: ['entry.create'], secret: SECRET, contentTypes: ['api::note.note'] },
  });
  expect(second).toMatchObject({ path: 'webhooks[1]', key: 'b', input: { enabled: false } });
});

describe('an error names the path, what was given and what is allowed', () => {
  test.each<[string, unknown[], string]>([
    [
      'no object',
      [VALID, 'https://x.example'],
      `'webhooks[1]' is "https://x.example". Allowed: an`,
    ],
    ['no key', [{ ...VALID, key: undefined }], "'webhooks[0].key' is undefined. Allowed: a text"],
    ['a key that is no text', [{ ...VALID, key: 5 }], "'webhooks[0].key' is 5. Allowed: a text"],
    [
      'a key twice',
      [VALID, { ...VALID, key: 'A' }],
      `'webhooks[1].key' is "A". Allowed: another key than that of webhooks[0].`,
    ],
    [
      'a wrong URL',
      [VALID, { ...VALID, key: 'b', url: 'ftp://x.example' }],
      "'webhooks[1].url': a URL must start with http:// or https://, not ftp:.",
    ],
    [
      'a wrong event',
      [{ ...VALID, events: ['entry.created'] }],
      "'webhooks[0].events[0]': 'entry.created' is no event. Events are: entry.create, entry.update",
    ],
    [
      'a wrong choice',
      [{ ...VALID, method: 'GET' }],
      `'webhooks[0].method': Invalid option: expected one of "POST"|"PUT"|"PATCH" (given: "GET").`,
    ],
    [
      'a wrong number',
      [{ ...VALID, timeoutMs: 5 }],
      "'webhooks[0].timeoutMs': Too small: expected number to be >=1000 (given: 5).",
    ],
    [
      'a wrong header',
      [
        {
          ...VALID,
          headers: [
            { name: 'X-A', value: '1' },
            { name: 'Host', value: 'x' },
          ],
        },
      ],
      "'webhooks[0].headers[1].name': is a header that every delivery sets by itself",
    ],
    [
      'a field there is none of',
      [{ ...VALID, urll: 'x' }],
      `'webhooks[0]': Unrecognized key: "urll"`,
    ],
    [
      'a secret that the environment does not have',
      [{ ...VALID, secret: undefined }],
      "'webhooks[0].secret' is undefined. Allowed: a secret, or no such field",
    ],
    [
      'a secret header that the environment does not have',
      [{ ...VALID, headers: [{ name: 'X-A', value: undefined, secret: true }] }],
      `'webhooks[0].headers[0].value' is "undefined". Allowed: the value of the secret header`,
    ],
    [
      'a secret that nobody would see',
      [{ ...VALID, generateSecret: true }],
      "'webhooks[0].generateSecret' is true. Allowed: nothing here",
    ],
  ])('%s', (_title, webhooks, message) => {
    expect(stopped(...webhooks)).toContain(message);
  });
});

test('no error holds a secret', () => {
  const headers = [{ name: 'X-A', value: SECRET, secret: true }];
  const message = stopped({
    ...VALID,
    secret: `${SECRET}, and too long to be one at all`,
    headers,
  });
  expect(message).toContain("'webhooks[0].secret': must be");
  expect(message).not.toContain(SECRET);
});

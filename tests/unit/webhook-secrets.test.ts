import { errors } from '@strapi/utils';
import { createWebhookSecrets } from '../../server/src/services/webhook-secrets';
import type { StoredHeader, StoredWebhook } from '../../server/src/stores/webhook-store';

const NOW = 1_000_000;
const DAY_MS = 86_400_000;

/** Seals by a prefix, so that a test reads what was sealed; opens nothing that says it is lost. */
const secretBox = {
  seal: (text: string): string | null => `sealed ${text}`,
  open(sealed: string) {
    if (sealed.startsWith('lost ')) throw new Error('cannot be decrypted');
    return sealed.slice('sealed '.length);
  },
};

const secrets = createWebhookSecrets({ secretBox, now: () => NOW });
const withoutKey = createWebhookSecrets({
  secretBox: { ...secretBox, seal: () => null },
  now: () => NOW,
});

const stored = (more: Partial<StoredWebhook>) =>
  ({
    sealedSecret: null,
    previousSecrets: [],
    publicKey: null,
    headers: [],
    ...more,
  }) as StoredWebhook;

describe('on a site without a key, a ValidationError names the field and what to set, for', () => {
  test.each<[string, string, () => unknown]>([
    ['a secret', 'secret', () => withoutKey.first('my plain secret')],
    ['a new secret', 'secret', () => withoutKey.replacing(stored({}), 'my plain secret', 24)],
    [
      'a secret header',
      'headers.0.value',
      () => withoutKey.headers([{ name: 'X-A', value: 'my plain secret', secret: true }], []),
    ],
  ])('%s', (_title, field, act) => {
    expect(act).toThrow(errors.ValidationError);
    expect(act).toThrow(`${field}: Webhook secrets need a key`);
    expect(act).toThrow('set admin.secrets.encryptionKey in config/admin');
    expect(act).not.toThrow('my plain secret');
  });
});

test('what needs no key needs none: no secret, and open headers', () => {
  expect(withoutKey.first(null).sealedSecret).toBeNull();
  expect(withoutKey.headers([{ name: 'X-A', value: 'open' }], [])).toEqual([
    { name: 'X-A', value: 'open' },
  ]);
});

describe('a secret that no key opens any more', () => {
  const lost = stored({
    sealedSecret: 'lost one',
    previousSecrets: [
      { sealed: 'lost two', until: NOW + DAY_MS },
      { sealed: 'sealed the third', until: NOW + DAY_MS },
    ],
  });

  test('is not kept when it is replaced: nothing could be signed while it overlaps', () => {
    expect(secrets.replacing(lost, 'the new secret', undefined)).toMatchObject({
      sealedSecret: 'sealed the new secret',
      previousSecrets: [{ sealed: 'sealed the third', until: NOW + DAY_MS }],
    });
  });
});

describe('a secret header given without its value', () => {
  const headers: StoredHeader[] = [
    { name: 'X-Secret', sealed: 'lost but kept' },
    { name: 'X-Open', value: 'open' },
    { name: 'X-Empty', value: '' },
  ];

  test('keeps what is sealed as it is, whether or not it can be opened', () => {
    expect(secrets.headers([{ name: 'x-secret', secret: true }], headers)).toEqual([
      { name: 'x-secret', sealed: 'lost but kept' },
    ]);
  });

  test('is sealed where it was open, and refused where it was empty', () => {
    expect(secrets.headers([{ name: 'X-Open', secret: true }], headers)).toEqual([
      { name: 'X-Open', sealed: 'sealed open' },
    ]);
    const act = () => secrets.headers([{ name: 'X-Empty', value: null, secret: true }], headers);
    expect(act).toThrow("there is no stored value of 'X-Empty' to keep");
  });
});

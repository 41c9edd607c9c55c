import { createAppKeyCipher, type Cipher } from '../../server/src/signing/app-key-cipher';
import { createSecretBox, NO_KEY } from '../../server/src/signing/secret-box';

const SECRET = 'my plain secret';

/** Strapi's service as far as the box knows it; the real one is behind tests/integration/secrets-at-rest. */
function strapiWith(key: string | undefined): Cipher {
  const cipher = createAppKeyCipher(key === undefined ? [] : [`strapi ${key}`]);
  return {
    encrypt: cipher.encrypt,
    decrypt(encrypted) {
      if (encrypted === 'not its own') throw new Error('Invalid encrypted value format');
      return cipher.decrypt(encrypted);
    },
  };
}

function site({ encryptionKey, appKeys = [] }: { encryptionKey?: string; appKeys?: string[] }) {
  const warnings: string[] = [];
  const box = createSecretBox({
    keys: { hasEncryptionKey: encryptionKey !== undefined, appKeys },
    strapi: strapiWith(encryptionKey),
    warn: (message) => warnings.push(message),
  });
  const seal = (secret: string) => box.seal(secret) ?? fail('not sealed');
  return { ...box, seal, warnings };
}

function fail(message: string): never {
  throw new Error(message);
}

describe('a secret is sealed', () => {
  test('by Strapi where it has a key, and nobody is warned', () => {
    const { seal, open, warnings } = site({ encryptionKey: 'k', appKeys: ['a'] });
    expect(seal(SECRET)).toMatch(/^strapi:/);
    expect(open(seal(SECRET))).toBe(SECRET);
    expect(warnings).toEqual([]);
  });

  test('under the first app key where Strapi has none, with one warning that says what to set', () => {
    const { seal, warnOfWeakKey, warnings } = site({ appKeys: ['a', 'b'] });
    expect(seal(SECRET)).toMatch(/^app-keys:/);
    seal(SECRET);
    warnOfWeakKey();
    expect(site({ appKeys: ['a'] }).open(seal(SECRET))).toBe(SECRET);
    expect(() => site({ appKeys: ['b'] }).open(seal(SECRET))).toThrow('cannot be decrypted');
    expect(warnings).toEqual([expect.stringContaining('admin.secrets.encryptionKey')]);
    expect(warnings[0]).toContain("env('ENCRYPTION_KEY')");
  });

  test('not at all where there is no key, and what to set is known', () => {
    const { warnings, warnOfWeakKey, ...box } = site({});
    expect(() => box.seal(SECRET)).toThrow('not sealed');
    warnOfWeakKey();
    expect(warnings).toEqual([NO_KEY]);
    expect(NO_KEY).toContain('admin.secrets.encryptionKey');
  });

  test.each(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'é — 漢字 of any kind', 'x'])(
    'and opened as it was: %s',
    (secret) => {
      const { seal } = site({ appKeys: ['a'] });
      expect(site({ appKeys: ['a'] }).open(seal(secret))).toBe(secret);
    }
  );

  test('so that nothing of it shows, and it is another text each time', () => {
    const { seal } = site({ appKeys: ['a'] });
    const [one, other] = [seal(SECRET), seal(SECRET)];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^app-keys:[A-Za-z0-9+/]+=*$/);
    expect(Buffer.from(one.slice(9), 'base64').toString('latin1')).not.toContain('plain');
  });

  test('never when it is empty, which Strapi could not open', () => {
    expect(() => site({ encryptionKey: 'k' }).seal('')).toThrow('empty');
  });
});

describe('a site that changes its keys reads what it stored', () => {
  const underAppKeys = site({ appKeys: ['old'] }).seal(SECRET);
  const underStrapi = site({ encryptionKey: 'k' }).seal(SECRET);

  test.each([
    ['with an encryption key set later', { encryptionKey: 'k', appKeys: ['old'] }, underAppKeys],
    ['with a new app key in front', { appKeys: ['new', 'old'] }, underAppKeys],
    ['with both', { encryptionKey: 'k', appKeys: ['new', 'newer', 'old'] }, underAppKeys],
    ['with other app keys', { encryptionKey: 'k', appKeys: ['new'] }, underStrapi],
  ])('%s', (_title, keys, sealed) => expect(site(keys).open(sealed)).toBe(SECRET));

  test.each([
    ['with its app key gone', { encryptionKey: 'k', appKeys: ['new'] }, underAppKeys, 'app.keys'],
    ['with no app key', {}, underAppKeys, 'end of app.keys in config/server'],
    ['with another encryption key', { encryptionKey: 'other' }, underStrapi, 'Restore that one'],
    ['with no encryption key', { appKeys: ['k'] }, underStrapi, 'not set any more. Restore it'],
  ])('but not %s, and is told what to do', (_title, keys, sealed, advice) => {
    const { open } = site(keys);
    expect(() => open(sealed)).toThrow('A webhook secret cannot be decrypted');
    expect(() => open(sealed)).toThrow(advice);
    expect(() => open(sealed)).toThrow('or set the secret again');
  });
});

describe('is not opened:', () => {
  const { seal, open } = site({ encryptionKey: 'k', appKeys: ['a'] });
  const sealed = site({ appKeys: ['a'] }).seal(SECRET);
  const bytes = Buffer.from(sealed.slice(9), 'base64');

  const tampered = (at: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return `app-keys:${copy.toString('base64')}`;
  };

  test.each([
    ['what was tampered with in its nonce', tampered(0)],
    ['in its tag', tampered(12)],
    ['in its text', tampered(bytes.length - 1)],
    ['by cutting it', `app-keys:${bytes.subarray(0, -1).toString('base64')}`],
    ['by emptying it', 'app-keys:'],
    ['by cutting its tag', `app-keys:${bytes.subarray(0, 12 + 8).toString('base64')}`],
    ['by exchanging its prefix', sealed.replace('app-keys:', 'strapi:')],
    ['by exchanging the other prefix', seal(SECRET).replace('strapi:', 'app-keys:')],
    ['what Strapi did not write', 'strapi:not its own'],
    ['what has no prefix', bytes.toString('base64')],
    ['nothing', ''],
  ])('%s', (_title, text) => expect(() => open(text)).toThrow('cannot be decrypted'));
});

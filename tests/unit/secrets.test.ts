import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  generateSecret,
  isValidSecret,
  secretHint,
  standardKey,
} from '../../server/src/signing/secrets';
import { generateSigningKey, publicKeyOf } from '../../server/src/signing/signing-key';

const whsk = (bytes: Buffer) => `whsk_${bytes.toString('base64')}`;

/** RFC 8032, section 7.1, test 1. */
const SEED = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
const PUBLIC = Buffer.from(
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  'hex'
);

const whsec = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`;

describe('a secret', () => {
  test.each<[string, string]>([
    ['10 characters', 'x'.repeat(10)],
    ['50 characters', 'x'.repeat(50)],
    ['whsec_ and 24 bytes', whsec(24)],
    ['whsec_ and 64 bytes', whsec(64)],
    ['the one of the Standard Webhooks vector', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['whsk_ and the seed of a private key', whsk(SEED)],
    ['whsk_ and the seed with its public key', whsk(Buffer.concat([SEED, PUBLIC]))],
  ])('may be %s', (_title, secret) => expect(isValidSecret(secret)).toBe(true));

  test.each<[string, string]>([
    ['nothing', ''],
    ['9 characters', 'x'.repeat(9)],
    ['51 characters', 'x'.repeat(51)],
    ['whsec_ alone', 'whsec_'],
    ['whsec_ and 23 bytes', whsec(23)],
    ['whsec_ and 65 bytes', whsec(65)],
    ['whsec_ and what is not base64', `whsec_${'*'.repeat(32)}`],
    ['whsec_ and base64 with a space', `whsec_${'A'.repeat(20)} ${'A'.repeat(20)}`],
    ['whsec_ and base64 of another alphabet', `whsec_${'-_'.repeat(16)}`],
    ['whsk_ alone', 'whsk_'],
    ['whsk_ and 31 bytes', whsk(SEED.subarray(1))],
    ['whsk_ and what is not base64', `whsk_${'*'.repeat(44)}`],
    ['whsk_ and a seed with the public key of another', whsk(Buffer.concat([SEED, SEED]))],
    ['a public key', `whpk_${PUBLIC.toString('base64')}`],
  ])('may not be %s', (_title, secret) => expect(isValidSecret(secret)).toBe(false));
});

test('a generated secret is whsec_ and 32 random bytes in base64', () => {
  const [one, other] = [generateSecret(), generateSecret()];
  expect(one).not.toBe(other);
  expect(isValidSecret(one)).toBe(true);
  expect(standardKey(one)).toHaveLength(32);
  expect(`whsec_${standardKey(one).toString('base64')}`).toBe(one);
});

test('the key of a secret without whsec_ is its UTF-8 bytes', () => {
  expect(standardKey('pässwort-1')).toEqual(Buffer.from('pässwort-1', 'utf8'));
});

test.each([
  [generateSecret(), 4],
  ['0123456789', 2],
])('the hint of %s shows its last characters alone', (secret, shown) => {
  expect(secretHint(secret)).toBe(`…${secret.slice(-shown)}`);
});

describe('the public key of a private one', () => {
  test.each([
    ['its seed', SEED],
    ['its seed and public key', Buffer.concat([SEED, PUBLIC])],
  ])('given as %s is whpk_ and 32 bytes in base64', (_title, bytes) => {
    expect(publicKeyOf(whsk(bytes))).toBe(`whpk_${PUBLIC.toString('base64')}`);
  });

  test('is what Node exports of the pair', () => {
    const pair = generateKeyPairSync('ed25519');
    const { d = '', x = '' } = pair.privateKey.export({ format: 'jwk' });
    const [seed, raw] = [d, x].map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer];
    expect(publicKeyOf(whsk(seed))).toBe(`whpk_${raw.toString('base64')}`);
  });

  test('is another for each that is generated', () => {
    const keys = [generateSigningKey(), generateSigningKey()];
    for (const key of keys) expect(isValidSecret(key)).toBe(true);
    expect(new Set(keys.map(publicKeyOf)).size).toBe(2);
  });
});

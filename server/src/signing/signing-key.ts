import { createPrivateKey, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';

/**
 * Asymmetric keys of Standard Webhooks 1.0.0: ed25519, serialised in base64 behind `whsk_` (private)
 * and `whpk_` (public). The private key may be its seed of 32 bytes, or seed and public key together
 * (64 bytes), the form libsodium and Go write.
 */
const PRIVATE_KEY_PREFIX = 'whsk_';
const PUBLIC_KEY_PREFIX = 'whpk_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const SEED_BYTES = 32;

/** An ed25519 private key in PKCS #8 (RFC 8410, section 7) is this and its seed. */
const PKCS8_START = Buffer.from('302e020100300506032b657004220420', 'hex');

export function generateSigningKey(): string {
  return PRIVATE_KEY_PREFIX + randomBytes(SEED_BYTES).toString('base64');
}

/** Whether the secret is a key pair's private half, and not shared with the receiver. */
export function isAsymmetric(secret: string): boolean {
  return secret.startsWith(PRIVATE_KEY_PREFIX);
}

export function isPublicKey(text: string): boolean {
  return text.startsWith(PUBLIC_KEY_PREFIX);
}

/** Whether the text is such a key; one whose public half is another key's would sign what nobody accepts. */
export function isSigningKey(text: string): boolean {
  const encoded = text.slice(PRIVATE_KEY_PREFIX.length);
  const bytes = Buffer.from(encoded, 'base64');
  if (!isAsymmetric(text) || !BASE64.test(encoded)) return false;
  if (bytes.length === SEED_BYTES) return true;
  return (
    bytes.length === 2 * SEED_BYTES &&
    bytes.subarray(SEED_BYTES).equals(publicBytes(privateKey(text)))
  );
}

/** What the receiver is given: `whpk_…`. */
export function publicKeyOf(signingKey: string): string {
  return PUBLIC_KEY_PREFIX + publicBytes(privateKey(signingKey)).toString('base64');
}

export function signEd25519(signingKey: string, content: string): Buffer {
  return sign(null, Buffer.from(content, 'utf8'), privateKey(signingKey));
}

function privateKey(signingKey: string): KeyObject {
  const bytes = Buffer.from(signingKey.slice(PRIVATE_KEY_PREFIX.length), 'base64');
  const key = Buffer.concat([PKCS8_START, bytes.subarray(0, SEED_BYTES)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function publicBytes(key: KeyObject): Buffer {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return spki.subarray(spki.length - 32);
}

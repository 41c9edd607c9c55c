import { createHmac, randomBytes } from 'node:crypto';
import { isAsymmetric, isPublicKey, isSigningKey } from './signing-key';

/** Prefix of a serialised symmetric secret (Standard Webhooks 1.0.0, "Symmetric"). */
const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A secret of 32 random bytes, as receivers' libraries take it: `whsec_` and base64. */
export function generateSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/** What a secret may be, in words. */
export const SECRET_RULE =
  "10 to 50 characters of your own, or 'whsec_' and 24 to 64 bytes in base64, " +
  "or 'whsk_' and an ed25519 private key (32 or 64 bytes) in base64";

export function isValidSecret(secret: string): boolean {
  if (isAsymmetric(secret)) return isSigningKey(secret);
  // What everybody may know keys nothing; it was taken for its private half.
  if (isPublicKey(secret)) return false;
  if (!secret.startsWith(PREFIX)) return secret.length >= 10 && secret.length <= 50;
  const encoded = secret.slice(PREFIX.length);
  const { length } = Buffer.from(encoded, 'base64');
  return BASE64.test(encoded) && length >= 24 && length <= 64;
}

/**
 * The key of the `standard` scheme: the bytes that the base64 of a `whsec_` secret stands for, the
 * UTF-8 bytes of any other (Standard Webhooks 1.0.0, "Signature scheme").
 */
export function standardKey(secret: string): Buffer {
  return secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
}

/** Enough of a secret to tell two apart, and no more. */
export function secretHint(secret: string): string {
  return `…${secret.slice(secret.length >= 24 ? -4 : -2)}`;
}

/** HMAC-SHA256, the one primitive under every symmetric scheme. */
export function hmacSha256(
  key: Buffer | string,
  content: string,
  encoding: 'base64' | 'hex'
): string {
  return createHmac('sha256', key).update(content, 'utf8').digest(encoding);
}

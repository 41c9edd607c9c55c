import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts text; `decrypt` is null for what was encrypted under another key, or was tampered with. */
export interface Cipher {
  encrypt(text: string): string | null;
  decrypt(encrypted: string): string | null;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under keys derived from `app.keys` (HKDF-SHA256): base64 of nonce, tag and ciphertext.
 *
 * Encrypts under the first key and decrypts under any, so that a key can be rotated as Strapi means it:
 * the new one in front, the old one kept behind it. Null from `encrypt` where there is no key.
 */
export function createAppKeyCipher(appKeys: readonly string[]): Cipher {
  const keys = appKeys.map((appKey) =>
    Buffer.from(hkdfSync('sha256', appKey, '', 'strapi-plugin-lifecycle-webhooks secrets', 32))
  );

  return {
    encrypt(text) {
      const [key] = keys;
      if (key === undefined) return null;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce);
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64');
    },

    decrypt(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      for (const key of keys) {
        const text = decryptUnder(key, bytes);
        if (text !== null) return text;
      }
      return null;
    },
  };
}

function decryptUnder(key: Buffer, bytes: Buffer): string | null {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    // The tag does not fit: another key, or other bytes. The caller says which secret it was.
    return null;
  }
}

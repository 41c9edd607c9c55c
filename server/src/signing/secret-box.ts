import { createAppKeyCipher, type Cipher } from './app-key-cipher';
import type { SiteKeys } from './site-keys';

/** Encrypts secrets for the database and decrypts them for one request. */
export interface SecretBox {
  /** @returns null when the site has no key at all (`NO_KEY` says what to do). */
  seal(secret: string): string | null;
  /** @throws Error when the text was sealed under a key the site no longer has, saying what to do. */
  open(sealed: string): string;
  /** Says once, in the log, that secrets are kept under a key not made for it, where that is so. */
  warnOfWeakKey(): void;
}

export interface SecretBoxDeps {
  keys: SiteKeys;
  /** Strapi's own encryption (`admin::encryption`), under `admin.secrets.encryptionKey`. */
  strapi: Cipher;
  warn(message: string): void;
}

/** The start of a sealed text says what opens it. */
const BY_STRAPI = 'strapi:';
const BY_APP_KEYS = 'app-keys:';

/** What to do about a site without a key. */
export const NO_KEY =
  'Webhook secrets need a key to be encrypted under: set admin.secrets.encryptionKey in config/admin, ' +
  "for instance to env('ENCRYPTION_KEY').";

const WEAK_KEY =
  'Webhook secrets are encrypted under the first of app.keys, because admin.secrets.encryptionKey is not ' +
  "set. Set it in config/admin, for instance to env('ENCRYPTION_KEY'); what is stored stays readable as " +
  'long as app.keys keeps its present first key.';

/** Secrets kept open; more than a site has at a time. */
const MOST_OPENED = 1_000;

const OR_SET_AGAIN = 'or set the secret again';

/**
 * Seals by Strapi's encryption where the site has a key for it, else under `app.keys`. What was sealed
 * by either is opened by the same, so a site may set the better key later.
 */
export function createSecretBox({ keys, strapi, warn }: SecretBoxDeps): SecretBox {
  const appKeyCipher = createAppKeyCipher(keys.appKeys);
  /** Opening costs more than signing; a sealed text is never another's, and a site has few. */
  const opened = new Map<string, string>();
  let hasWarned = false;

  const warnOfWeakKey = () => {
    if (hasWarned || keys.hasEncryptionKey) return;
    hasWarned = true;
    warn(keys.appKeys.length === 0 ? NO_KEY : WEAK_KEY);
  };

  const openByStrapi = (encrypted: string): string => {
    // Without a key Strapi's service warns at every call; one warning and this error are enough.
    if (!keys.hasEncryptionKey) {
      throw new Error(
        'A webhook secret cannot be decrypted: it was stored under admin.secrets.encryptionKey, which is ' +
          `not set any more. Restore it in config/admin, ${OR_SET_AGAIN}.`
      );
    }
    const secret = decrypted(strapi, encrypted);
    if (secret !== null) return secret;
    throw new Error(
      'A webhook secret cannot be decrypted: it was stored under another admin.secrets.encryptionKey. ' +
        `Restore that one in config/admin, ${OR_SET_AGAIN}.`
    );
  };

  return {
    seal(secret) {
      // Strapi's service decrypts no empty text.
      if (secret === '') throw new Error('An empty text is no secret');
      if (keys.hasEncryptionKey) {
        const encrypted = strapi.encrypt(secret);
        if (encrypted !== null) return BY_STRAPI + encrypted;
      }
      const encrypted = appKeyCipher.encrypt(secret);
      if (encrypted === null) return null;
      warnOfWeakKey();
      return BY_APP_KEYS + encrypted;
    },

    open(sealed) {
      const known = opened.get(sealed);
      if (known !== undefined) return known;
      const secret = open(sealed);
      if (opened.size === MOST_OPENED) opened.clear();
      opened.set(sealed, secret);
      return secret;
    },

    warnOfWeakKey,
  };

  function open(sealed: string): string {
    if (sealed.startsWith(BY_STRAPI)) return openByStrapi(sealed.slice(BY_STRAPI.length));
    const secret = sealed.startsWith(BY_APP_KEYS)
      ? appKeyCipher.decrypt(sealed.slice(BY_APP_KEYS.length))
      : null;
    if (secret !== null) return secret;
    throw new Error(
      'A webhook secret cannot be decrypted: it was stored under a key that is no longer among app.keys. ' +
        `Add that key at the end of app.keys in config/server, ${OR_SET_AGAIN}.`
    );
  }
}

/** Strapi's service throws at what it did not write itself, and answers null for another key. */
function decrypted(strapi: Cipher, encrypted: string): string | null {
  try {
    return strapi.decrypt(encrypted);
  } catch {
    return null;
  }
}

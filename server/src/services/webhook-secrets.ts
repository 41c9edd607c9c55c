import {
  afterReplacement,
  DEFAULT_OVERLAP_HOURS,
  overlapMs,
  type PreviousSecret,
} from '../signing/rotation';
import { NO_KEY, type SecretBox } from '../signing/secret-box';
import { generateSecret, secretHint } from '../signing/secrets';
import { generateSigningKey, isAsymmetric, publicKeyOf } from '../signing/signing-key';
import type { StoredHeader, StoredWebhook, WebhookChange } from '../stores/webhook-store';
import { refusal, withAuthorization, type ParsedHeader } from './webhook-input';

export interface WebhookSecretsDeps {
  secretBox: Pick<SecretBox, 'seal' | 'open'>;
  now(): number;
}

type SecretColumns = Required<
  Pick<
    WebhookChange,
    'sealedSecret' | 'secretHint' | 'secretCreatedAt' | 'previousSecrets' | 'publicKey'
  >
>;

const NO_SECRET: SecretColumns = {
  sealedSecret: null,
  secretHint: null,
  secretCreatedAt: null,
  previousSecrets: [],
  publicKey: null,
};

/** What is written of a webhook's secrets: only ever what the secret box gave. */
export function createWebhookSecrets({ secretBox, now }: WebhookSecretsDeps) {
  const seal = (text: string, path: readonly (string | number)[]): string => {
    const sealed = secretBox.seal(text);
    if (sealed === null) throw refusal(path, NO_KEY);
    return sealed;
  };

  const columns = (secret: string, previousSecrets: PreviousSecret[]): SecretColumns => ({
    sealedSecret: seal(secret, ['secret']),
    secretHint: secretHint(secret),
    secretCreatedAt: now(),
    previousSecrets,
    publicKey: isAsymmetric(secret) ? publicKeyOf(secret) : null,
  });

  /** Null for one that no key of the site opens any more: it cannot sign, so none of it is kept. */
  const opened = (sealed: string): string | null => {
    try {
      return secretBox.open(sealed);
    } catch {
      return null;
    }
  };

  const sealedHeader = (
    { name, value, secret }: ParsedHeader,
    index: number,
    stored: readonly StoredHeader[]
  ): StoredHeader => {
    const path = ['headers', index, 'value'];
    const given = value ?? undefined;
    if (secret !== true) return { name, value: given ?? '' };
    const kept = stored.find((header) => header.name.toLowerCase() === name.toLowerCase());
    // Sealed anew the same value would look like another one.
    const isKept = kept?.sealed !== undefined && given === opened(kept.sealed);
    if (given !== undefined && !isKept) return { name, sealed: seal(given, path) };
    if (kept?.sealed !== undefined) return { name, sealed: kept.sealed };
    if (kept?.value !== undefined && kept.value !== '') {
      return { name, sealed: seal(kept.value, path) };
    }
    throw refusal(path, `there is no stored value of '${name}' to keep; give one`);
  };

  return {
    /** The columns of a webhook's first secret. */
    first: (secret: string | null): SecretColumns =>
      secret === null ? NO_SECRET : columns(secret, []),

    /** A new secret of the kind the webhook has: a receiver that holds a public key needs another. */
    generateFor: ({ publicKey }: Pick<StoredWebhook, 'publicKey'>): string =>
      publicKey === null ? generateSecret() : generateSigningKey(),

    /**
     * What a new secret changes. Given once more, the present one is no new one: what tells a site its
     * configuration at every start must not end an overlap, or begin one.
     */
    replacing(
      stored: StoredWebhook,
      secret: string | null,
      overlapHours: number | undefined
    ): Partial<SecretColumns> {
      if (secret === null) return NO_SECRET;
      const present = stored.sealedSecret === null ? null : opened(stored.sealedSecret);
      if (present === secret && overlapHours === undefined) return {};

      const overlap = overlapMs(overlapHours ?? DEFAULT_OVERLAP_HOURS);
      const replaced = stored.previousSecrets.filter(({ sealed }) => {
        const text = opened(sealed);
        return text !== null && text !== secret;
      });
      if (stored.sealedSecret !== null && present !== null && present !== secret) {
        replaced.unshift({ sealed: stored.sealedSecret, until: Infinity });
      }
      const previous = afterReplacement(replaced, overlap, now());
      return present === secret ? { previousSecrets: previous } : columns(secret, previous);
    },

    /** Headers with the values of secret ones sealed; one without its value keeps the stored one. */
    headers: (given: readonly ParsedHeader[], stored: readonly StoredHeader[]): StoredHeader[] =>
      given.map((header, index) => sealedHeader(header, index, stored)),

    /**
     * The stored headers and one more.
     * @throws ValidationError where there is an Authorization header already.
     */
    authorized(stored: readonly StoredHeader[], authorization: ParsedHeader): StoredHeader[] {
      const kept = stored.map(({ name, value }) => ({ name, value, secret: value === undefined }));
      return withAuthorization(kept, authorization).map((header, index) =>
        sealedHeader(header, index, stored)
      );
    },
  };
}

export type WebhookSecrets = ReturnType<typeof createWebhookSecrets>;

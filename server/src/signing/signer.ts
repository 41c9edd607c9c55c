import type { SignatureScheme } from '../../../contracts/domain';
import { hmacSha256, standardKey } from './secrets';
import { isAsymmetric, signEd25519 } from './signing-key';

export interface SignedContent {
  /** The event's id: the same on every attempt. */
  eventId: string;
  /** Unix seconds of the attempt. */
  timestamp: number;
  /** The exact text that is sent. */
  body: string;
}

/** The headers a scheme adds. Secrets are those that are valid now, the newest first. */
type Scheme = (
  content: SignedContent,
  secrets: readonly string[],
  /** Hex over the body, keyed with the newest shared secret as it is written; undefined: there is none. */
  hexOfBody: () => string | undefined
) => Record<string, string>;

const SCHEMES: Record<SignatureScheme, Scheme> = {
  /** Standard Webhooks 1.0.0: over `{id}.{timestamp}.{body}`, one signature per secret. */
  standard: ({ eventId, timestamp, body }, secrets) => {
    const content = `${eventId}.${timestamp}.${body}`;
    const signatures = secrets.map((secret) =>
      isAsymmetric(secret)
        ? `v1a,${signEd25519(secret, content).toString('base64')}`
        : `v1,${hmacSha256(standardKey(secret), content, 'base64')}`
    );
    return { 'webhook-signature': signatures.join(' ') };
  },
  /** As GitHub does. */
  sha256: (_content, _secrets, hexOfBody) =>
    withHex(hexOfBody(), (hex) => ({ 'X-Webhook-Signature': `sha256=${hex}` })),
  /** The same without its prefix. */
  hex: (_content, _secrets, hexOfBody) => withHex(hexOfBody(), (hex) => ({ 'X-Signature': hex })),
};

/** The signature headers of one attempt; none where there is no secret. */
export function sign(
  content: SignedContent,
  secrets: readonly string[],
  schemes: readonly SignatureScheme[]
): Record<string, string> {
  if (secrets.length === 0) return {};
  const hexOfBody = once(() => {
    const shared = secrets.find((secret) => !isAsymmetric(secret));
    return shared === undefined ? undefined : hmacSha256(shared, content.body, 'hex');
  });
  return Object.assign(
    {},
    ...schemes.map((scheme) => SCHEMES[scheme](content, secrets, hexOfBody))
  );
}

/** These headers hold one signature, and a private key makes none of their kind (decision 0003). */
function withHex(
  hex: string | undefined,
  headers: (hex: string) => Record<string, string>
): Record<string, string> {
  return hex === undefined ? {} : headers(hex);
}

/** Two schemes ask for the same. */
function once<T>(work: () => T): () => T {
  let done: { result: T } | undefined;
  return () => (done ??= { result: work() }).result;
}

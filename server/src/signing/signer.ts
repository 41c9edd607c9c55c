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
type Scheme = (content: SignedContent, secrets: readonly string[]) => Record<string, string>;

const SCHEMES: Record<SignatureScheme, Scheme> = {
  /** Standard Webhooks 1.0.0: over `{id}.{timestamp}.{body}`, one signature per secret. */
  standard: ({ eventId, timestamp, body }, secrets) => {
    const content = `${eventId}.${timestamp}.${body}`;
    const signatures = secrets.map((secret) =>
      isAsymmetric(secret)
        ? `v1a,${signEd25519(secret, content).toString('base64')}`
        : `v1,${hmacSha256(standardKey(secret), content).toString('base64')}`
    );
    return { 'webhook-signature': signatures.join(' ') };
  },
  /** As GitHub does: hex over the body, keyed with the secret as it is written. */
  sha256: ({ body }, secrets) =>
    withNewestShared(secrets, (secret) => ({
      'X-Webhook-Signature': `sha256=${hmacSha256(secret, body).toString('hex')}`,
    })),
  /** The same without its prefix. */
  hex: ({ body }, secrets) =>
    withNewestShared(secrets, (secret) => ({
      'X-Signature': hmacSha256(secret, body).toString('hex'),
    })),
};

/** The signature headers of one attempt; none where there is no secret. */
export function sign(
  content: SignedContent,
  secrets: readonly string[],
  schemes: readonly SignatureScheme[]
): Record<string, string> {
  if (secrets.length === 0) return {};
  return Object.assign({}, ...schemes.map((scheme) => SCHEMES[scheme](content, secrets)));
}

/** These headers hold one signature, and a private key makes none of their kind (decision 0003). */
function withNewestShared(
  secrets: readonly string[],
  headers: (secret: string) => Record<string, string>
): Record<string, string> {
  const secret = secrets.find((candidate) => !isAsymmetric(candidate));
  return secret === undefined ? {} : headers(secret);
}

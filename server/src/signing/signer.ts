import type { SignatureScheme } from '../../../contracts/domain';
import { hmacSha256, keysOf } from './secrets';
import { isAsymmetric, signEd25519 } from './signing-key';

export interface SignedContent {
  /** The event's id: the same on every attempt. */
  eventId: string;
  /** Unix seconds of the attempt. */
  timestamp: number;
  /** The exact text that is sent. */
  body: string;
}

/** The same, its body in UTF-8: more than one scheme reads it. */
interface SignedBytes extends SignedContent {
  bytes: Buffer;
}

/** The headers a scheme adds. Secrets are those that are valid now, the newest first. */
type Scheme = (
  content: SignedBytes,
  secrets: readonly string[],
  /** Hex over the body, keyed with the newest shared secret as it is written; undefined: there is none. */
  hexOfBody: () => string | undefined
) => Record<string, string>;

const SCHEMES: Record<SignatureScheme, Scheme> = {
  /** Standard Webhooks 1.0.0: over `{id}.{timestamp}.{body}`, one signature per secret. */
  standard: ({ eventId, timestamp, body, bytes }, secrets) => {
    const head = `${eventId}.${timestamp}.`;
    const signatures = secrets.map((secret) =>
      isAsymmetric(secret)
        ? `v1a,${signEd25519(secret, head + body).toString('base64')}`
        : `v1,${hmacSha256(keysOf(secret).standard, head, bytes).toString('base64')}`
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
  const bytes = Buffer.from(content.body, 'utf8');
  const hexOfBody = once(() => {
    const shared = secrets.find((secret) => !isAsymmetric(secret));
    return shared && hmacSha256(keysOf(shared).written, bytes).toString('hex');
  });
  const signed = { ...content, bytes };
  return Object.assign({}, ...schemes.map((scheme) => SCHEMES[scheme](signed, secrets, hexOfBody)));
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

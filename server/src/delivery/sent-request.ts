import type {
  Delivery,
  DeliveryRequest,
  EventType,
  SignatureScheme,
} from '../../../contracts/domain';
import { contentTypeOf } from '../domain/body';
import type { StoredWebhook } from '../stores/webhook-store';
import { deliveryHeaders } from './headers';

/** What of a delivery its request is made of. */
interface Sent extends Pick<Delivery, 'id' | 'eventId' | 'attemptCount'> {
  type: EventType;
  /** How the body was rendered. */
  shape: string;
  body: string | null;
  /** Of the last attempt; null before the first. Milliseconds since the epoch. */
  attemptedAt: number | null;
}

interface Deps {
  findWebhook(id: string): Promise<StoredWebhook | null>;
  defaultHeaders: Record<string, string>;
  now(): number;
}

const SECRET = '[secret]';
const SIGNATURE = '[signature]';

const SIGNATURE_HEADERS = {
  standard: 'webhook-signature',
  sha256: 'X-Webhook-Signature',
  hex: 'X-Signature',
} satisfies Record<SignatureScheme, string>;

/**
 * The request of a delivery, to be looked at: nothing is decrypted for it. Default headers are where a
 * site keeps one token for all receivers, so none of their values is shown.
 */
export function createSentRequest({ findWebhook, defaultHeaders, now }: Deps) {
  const hiddenDefaults = Object.fromEntries(
    Object.keys(defaultHeaders).map((name) => [name, SECRET])
  );

  const signatureOf = ({ sealedSecret, publicKey, signatureSchemes }: StoredWebhook) => {
    if (sealedSecret === null) return {};
    // A private key signs by the one scheme that knows of keys.
    const schemes = signatureSchemes.filter(
      (scheme) => scheme === 'standard' || publicKey === null
    );
    return Object.fromEntries(schemes.map((scheme) => [SIGNATURE_HEADERS[scheme], SIGNATURE]));
  };

  /** @returns null where the webhook is no more. */
  return async (webhookId: string, sent: Sent): Promise<DeliveryRequest | null> => {
    const webhook = await findWebhook(webhookId);
    if (webhook === null) return null;
    const { method, url } = webhook;
    const headers = deliveryHeaders({
      type: sent.type,
      eventId: sent.eventId,
      webhookId,
      deliveryId: sent.id,
      attemptNumber: Math.max(sent.attemptCount, 1),
      timestamp: Math.floor((sent.attemptedAt ?? now()) / 1_000),
      contentType: contentTypeOf(sent.shape),
      signature: signatureOf(webhook),
      defaultHeaders: hiddenDefaults,
      headers: webhook.headers.map(({ name, value }) => ({ name, value: value ?? SECRET })),
    });
    return { method, url, headers, body: sent.body };
  };
}

export type SentRequest = ReturnType<typeof createSentRequest>;

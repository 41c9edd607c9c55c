import type { BodyContentType, EventType } from '../../../contracts/domain';
import { USER_AGENT } from '../constants';
import { isReservedHeader } from '../domain/reserved-headers';

export interface DeliveryHeadersInput {
  type: EventType;
  eventId: string;
  webhookId: string;
  deliveryId: string;
  attemptNumber: number;
  /** Unix seconds of the attempt. */
  timestamp: number;
  /** What the body is written in. */
  contentType: BodyContentType;
  signature: Record<string, string>;
  /** `webhooks.defaultHeaders` of `config/server`. */
  defaultHeaders: Record<string, string>;
  /** The webhook's own, in plain. */
  headers: readonly { name: string; value: string }[];
  traceparent?: string | null;
  isTest?: boolean;
}

/**
 * The headers of one attempt: default headers, over them the webhook's own, over both the reserved
 * ones. Names compare case-insensitively; the spelling that wins is the one that is sent.
 */
export function deliveryHeaders(input: DeliveryHeadersInput): Record<string, string> {
  const byName = new Map([['user-agent', ['User-Agent', USER_AGENT]]]);
  const own = input.headers.map(({ name, value }) => [name, value] as const);
  for (const [name, value] of [...Object.entries(input.defaultHeaders), ...own]) {
    if (!isReservedHeader(name)) byName.set(name.toLowerCase(), [name, String(value)]);
  }
  return {
    ...Object.fromEntries(byName.values()),
    'Content-Type': input.contentType,
    'X-Strapi-Event': input.type,
    'X-Webhook-Event': input.type,
    'X-Webhook-Id': input.webhookId,
    'X-Webhook-Delivery': input.deliveryId,
    'X-Webhook-Attempt': String(input.attemptNumber),
    'webhook-id': input.eventId,
    'webhook-timestamp': String(input.timestamp),
    ...(typeof input.traceparent === 'string' ? { traceparent: input.traceparent } : {}),
    ...(input.isTest === true ? { 'X-Webhook-Test': 'true' } : {}),
    ...input.signature,
  };
}

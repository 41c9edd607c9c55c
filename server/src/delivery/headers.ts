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
  const headers = configuredHeaders(input);
  headers['Content-Type'] = input.contentType;
  headers['X-Strapi-Event'] = input.type;
  headers['X-Webhook-Event'] = input.type;
  headers['X-Webhook-Id'] = input.webhookId;
  headers['X-Webhook-Delivery'] = input.deliveryId;
  headers['X-Webhook-Attempt'] = String(input.attemptNumber);
  headers['webhook-id'] = input.eventId;
  headers['webhook-timestamp'] = String(input.timestamp);
  if (typeof input.traceparent === 'string') headers.traceparent = input.traceparent;
  if (input.isTest === true) headers['X-Webhook-Test'] = 'true';
  return Object.assign(headers, input.signature);
}

function configuredHeaders({
  defaultHeaders,
  headers,
}: Pick<DeliveryHeadersInput, 'defaultHeaders' | 'headers'>): Record<string, string> {
  const byName = new Map([['user-agent', ['User-Agent', USER_AGENT]]]);
  const own = headers.map(({ name, value }) => [name, value] as const);
  for (const [name, value] of [...Object.entries(defaultHeaders), ...own]) {
    if (!isReservedHeader(name)) byName.set(name.toLowerCase(), [name, String(value)]);
  }
  return Object.fromEntries(byName.values());
}

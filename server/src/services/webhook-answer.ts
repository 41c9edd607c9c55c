import type { Webhook, WebhookHeader } from '../../../contracts/domain';
import { stillValid } from '../signing/rotation';
import { toIso, toIsoOrNull } from '../stores/database';
import type { StoredHeader, StoredWebhook } from '../stores/webhook-store';

/** A webhook as it is answered: of what is secret, only that it is there. */
export function toWebhook(
  webhook: StoredWebhook,
  at: number,
  lastDeliveryAt: number | undefined
): Webhook {
  const {
    sealedSecret,
    secretHint: hint,
    secretCreatedAt,
    previousSecrets,
    environment: _,
    ...rest
  } = webhook;
  const previous = stillValid(previousSecrets, at).map(({ until }) => until);
  return {
    ...rest,
    headers: webhook.headers.map(toHeader),
    secret: {
      set: sealedSecret !== null,
      hint,
      createdAt: toIsoOrNull(secretCreatedAt),
      previousUntil: toIsoOrNull(previous.length === 0 ? null : Math.max(...previous)),
    },
    disabledAt: toIsoOrNull(webhook.disabledAt),
    lastDeliveryAt: toIsoOrNull(lastDeliveryAt ?? null),
    createdAt: toIso(webhook.createdAt),
    updatedAt: toIso(webhook.updatedAt),
  };
}

function toHeader({ name, value }: StoredHeader): WebhookHeader {
  return value === undefined ? { name, value: null, secret: true } : { name, value };
}

import { PLUGIN_ID, PLUGIN_VERSION } from '../constants';

/** The instrumentation scope. */
export const SCOPE = { name: `strapi-plugin-${PLUGIN_ID}`, version: PLUGIN_VERSION };

/** Of spans all; of metrics those that have few values: webhook, event type, outcome. */
export const ATTRIBUTES = {
  webhookId: 'lifecycle_webhooks.webhook.id',
  eventType: 'lifecycle_webhooks.event.type',
  outcome: 'lifecycle_webhooks.outcome',
  eventId: 'lifecycle_webhooks.event.id',
  deliveryId: 'lifecycle_webhooks.delivery.id',
  attemptNumber: 'lifecycle_webhooks.attempt.number',
  contentType: 'lifecycle_webhooks.content_type',
} as const;

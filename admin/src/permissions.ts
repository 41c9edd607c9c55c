import { PLUGIN_ID } from './constants';

const permission = (action: string) => [
  { action: `plugin::${PLUGIN_ID}.${action}`, subject: null },
];

/** What a role may be given, as `Page.Protect`, `useRBAC` and links take it. The server asks again. */
export const PERMISSIONS = {
  readWebhooks: permission('webhooks.read'),
  createWebhooks: permission('webhooks.create'),
  updateWebhooks: permission('webhooks.update'),
  deleteWebhooks: permission('webhooks.delete'),
  testWebhooks: permission('webhooks.test'),
  readDeliveries: permission('deliveries.read'),
  readPayloads: permission('deliveries.read-payloads'),
  redeliver: permission('deliveries.redeliver'),
  readInsights: permission('insights.read'),
};

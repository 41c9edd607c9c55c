import type { AdminAction } from '../controllers/permissions';

/** One route of both APIs. A token needs the scope named as its handler, an administrator the action. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  handler: string;
  action: AdminAction;
}

const endpoint = (
  method: Endpoint['method'],
  path: string,
  handler: string,
  action: AdminAction
): Endpoint => ({ method, path, handler, action });

/** Strapi writes into the routes it is given, so that each start makes its own of these. */
export const ENDPOINTS: readonly Endpoint[] = [
  endpoint('GET', '/webhooks', 'webhooks.find', 'webhooks.read'),
  endpoint('POST', '/webhooks', 'webhooks.create', 'webhooks.create'),
  endpoint('GET', '/webhooks/:id', 'webhooks.findOne', 'webhooks.read'),
  endpoint('PATCH', '/webhooks/:id', 'webhooks.update', 'webhooks.update'),
  endpoint('DELETE', '/webhooks/:id', 'webhooks.delete', 'webhooks.delete'),
  endpoint('POST', '/webhooks/:id/rotate-secret', 'webhooks.rotateSecret', 'webhooks.update'),

  endpoint('GET', '/webhooks/:id/deliveries', 'deliveries.find', 'deliveries.read'),
  endpoint('POST', '/webhooks/:id/discard', 'deliveries.discard', 'deliveries.redeliver'),
  endpoint('GET', '/deliveries', 'deliveries.find', 'deliveries.read'),
  endpoint('GET', '/deliveries/:id', 'deliveries.findOne', 'deliveries.read'),
  endpoint('GET', '/deliveries/:id/payload', 'deliveries.payload', 'deliveries.read-payloads'),
  endpoint('POST', '/deliveries/:id/redeliver', 'deliveries.redeliver', 'deliveries.redeliver'),
  endpoint('POST', '/deliveries/:id/cancel', 'deliveries.cancel', 'deliveries.redeliver'),

  endpoint('POST', '/webhooks/:id/replay', 'replays.create', 'deliveries.redeliver'),
  endpoint('GET', '/replays/:id', 'replays.findOne', 'deliveries.read'),
  endpoint('POST', '/replays/:id/cancel', 'replays.cancel', 'deliveries.redeliver'),

  endpoint('GET', '/events', 'events.find', 'deliveries.read'),
  endpoint('GET', '/events/:id', 'events.findOne', 'deliveries.read'),
  endpoint('GET', '/event-types', 'catalogue.find', 'webhooks.read'),
  endpoint('POST', '/webhooks/:id/test', 'testSend.send', 'webhooks.test'),
  endpoint('POST', '/webhooks/:id/preview', 'testSend.preview', 'webhooks.test'),
  endpoint('POST', '/test', 'testSend.sendDraft', 'webhooks.test'),
  endpoint('POST', '/preview', 'testSend.previewDraft', 'webhooks.test'),
  endpoint('POST', '/match', 'testSend.match', 'webhooks.test'),
  endpoint('POST', '/webhooks/:id/backfill', 'backfills.create', 'deliveries.redeliver'),
  endpoint('GET', '/backfills/:id', 'backfills.findOne', 'deliveries.read'),
  endpoint('POST', '/backfills/:id/cancel', 'backfills.cancel', 'deliveries.redeliver'),
  endpoint('POST', '/import-from-strapi', 'webhooks.importFromStrapi', 'webhooks.create'),
  endpoint('GET', '/insights', 'insights.find', 'insights.read'),
  endpoint('GET', '/health', 'health.find', 'health.read'),
  endpoint('GET', '/openapi.json', 'openapi.find', 'webhooks.read'),
];

/** Of the panel alone: Strapi's client for panels has no PATCH. */
export const PANEL_ENDPOINTS: readonly Endpoint[] = [
  endpoint('PUT', '/webhooks/:id', 'webhooks.update', 'webhooks.update'),
];

import { PLUGIN_ID } from '../constants';

const category = 'Lifecycle webhooks';

const action = (subCategory: string, uid: string, displayName: string) =>
  ({
    section: 'settings',
    category,
    subCategory,
    uid,
    displayName,
    pluginName: PLUGIN_ID,
  }) as const;

/** What the roles of administrators may be given. */
export const ADMIN_ACTIONS = [
  action('webhooks', 'webhooks.read', 'Read'),
  action('webhooks', 'webhooks.create', 'Create'),
  action('webhooks', 'webhooks.update', 'Edit, enable and disable, rotate secrets'),
  action('webhooks', 'webhooks.delete', 'Delete'),
  action('webhooks', 'webhooks.test', 'Send tests'),
  action('deliveries', 'deliveries.read', 'Read deliveries and events'),
  action('deliveries', 'deliveries.read-payloads', 'Read payloads'),
  action('deliveries', 'deliveries.redeliver', 'Redeliver, replay, cancel and discard'),
  action('insights', 'insights.read', 'Read'),
  action('insights', 'health.read', 'Read health'),
];

export type AdminAction =
  | 'webhooks.read'
  | 'webhooks.create'
  | 'webhooks.update'
  | 'webhooks.delete'
  | 'webhooks.test'
  | 'deliveries.read'
  | 'deliveries.read-payloads'
  | 'deliveries.redeliver'
  | 'insights.read'
  | 'health.read';

/** An action or a scope of the plugin as Strapi knows it. */
export const fullName = (name: string): string => `plugin::${PLUGIN_ID}.${name}`;

import packageJson from '../../package.json';

export const PLUGIN_ID = 'lifecycle-webhooks';
export const PLUGIN_VERSION = packageJson.version;
export const USER_AGENT = `strapi-lifecycle-webhooks/${PLUGIN_VERSION}`;

export const WEBHOOK_UID = `plugin::${PLUGIN_ID}.webhook` as const;
export const FILE_UID = 'plugin::upload.file' as const;

export const TABLES = {
  webhooks: 'lifecycle_webhooks',
  outbox: 'lifecycle_webhooks_outbox',
  events: 'lifecycle_webhooks_events',
  bodies: 'lifecycle_webhooks_bodies',
  deliveries: 'lifecycle_webhooks_deliveries',
  attempts: 'lifecycle_webhooks_attempts',
  lanes: 'lifecycle_webhooks_lanes',
  gathered: 'lifecycle_webhooks_gathered',
  replays: 'lifecycle_webhooks_replays',
  backfills: 'lifecycle_webhooks_backfills',
  insights: 'lifecycle_webhooks_insights',
  instances: 'lifecycle_webhooks_instances',
  locks: 'lifecycle_webhooks_locks',
} as const;

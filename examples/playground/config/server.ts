import type { Core } from '@strapi/strapi';

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Server => ({
  host: env('HOST', '127.0.0.1'),
  port: env.int('PORT', 1337),
  app: { keys: env.array('APP_KEYS') },
  dirs: { public: env('PUBLIC_DIR', './public') },
  logger: { updates: { enabled: false } },
  webhooks: {
    // Sent with every webhook, below a webhook's own headers.
    defaultHeaders: { 'X-Playground': 'lifecycle-webhooks' },
  },
});

export default config;

import type { Core } from '@strapi/strapi';

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Plugin => ({
  'users-permissions': {
    config: { jwtSecret: env('JWT_SECRET') },
  },
  upload: {
    config: {
      security: { allowedTypes: ['image/*', 'video/*', 'audio/*', 'text/*', 'application/pdf'] },
    },
  },
  'lifecycle-webhooks': {
    enabled: true,
    // Every option may be left out. These are the ones a small site is likely to think about.
    config: {
      // The one line with which a site outgrows one machine (examples/scale).
      queue: env('REDIS_URL', '') === '' ? 'embedded' : { bullmq: redisOf(env) },
      concurrency: 16,
      timeoutMs: 5_000,
      retrySchedule: ['0s', '5s', '30s', '5m', '1h'],
      limits: { webhooks: 20 },
      // In production a receiver in the site's own network has to be named. The demo's is on loopback.
      network: { allow: env.array('WEBHOOK_RECEIVERS', ['127.0.0.1']) },
      // A webhook as code: its URL and its secret are the environment's. Without them it is not there.
      webhooks: env('SEARCH_WEBHOOK_URL')
        ? [
            {
              key: 'search-index',
              name: 'Search index',
              url: env('SEARCH_WEBHOOK_URL'),
              events: ['entry.publish', 'entry.unpublish', 'entry.delete'],
              contentTypes: ['api::article.article'],
              secret: env('SEARCH_WEBHOOK_SECRET'),
            },
          ]
        : [],
    },
  },
});

/** On a Redis that is shared with another site, each has a prefix. */
const redisOf = (env: Core.Config.Shared.ConfigParams['env']) => ({
  redis: env('REDIS_URL'),
  prefix: env('REDIS_PREFIX', 'lifecycle-webhooks'),
});

export default config;

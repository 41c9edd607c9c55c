import { TABLES } from '../constants';

/**
 * Webhooks are a content type, unlike what is kept about them: they are configuration, and travel
 * with `strapi transfer` as the content they announce does.
 */
export const webhookContentType = {
  schema: {
    kind: 'collectionType',
    collectionName: TABLES.webhooks,
    info: {
      singularName: 'webhook',
      pluralName: 'webhooks',
      displayName: 'Lifecycle webhook',
    },
    options: { draftAndPublish: false },
    pluginOptions: {
      'content-manager': { visible: false },
      'content-type-builder': { visible: false },
    },
    attributes: {
      // Unique in the database itself: two instances that start at once both find none of a key.
      key: { type: 'string', unique: true, column: { unique: true } },
      /** It comes from the config. */
      managed: { type: 'boolean', default: false },
      name: { type: 'string', required: true },
      description: { type: 'text' },
      url: { type: 'text', required: true },
      events: { type: 'json', required: true },
      forContentTypes: { type: 'json' },
      forLocales: { type: 'json' },
      enabled: { type: 'boolean', default: true },
      disabledReason: { type: 'string' },
      disabledAt: { type: 'biginteger' },
      method: { type: 'string' },
      contentType: { type: 'string' },
      /** The values of secret ones are encrypted. */
      headers: { type: 'json', private: true },
      /** Encrypted. */
      secret: { type: 'text', private: true },
      secretHint: { type: 'string', private: true },
      secretCreatedAt: { type: 'biginteger', private: true },
      /** Replaced ones that sign until their overlap ends; encrypted. */
      previousSecrets: { type: 'json', private: true },
      publicKey: { type: 'text' },
      format: { type: 'string' },
      includePrevious: { type: 'boolean' },
      includeActor: { type: 'boolean' },
      selectedFields: { type: 'json' },
      selectedPopulate: { type: 'json' },
      condition: { type: 'json' },
      transform: { type: 'text' },
      maxAttempts: { type: 'integer' },
      timeoutMs: { type: 'integer' },
      rateLimitPerSecond: { type: 'integer' },
      concurrency: { type: 'integer' },
      ordering: { type: 'string' },
      coalesceMs: { type: 'integer' },
      signatureSchemes: { type: 'json' },
      /** The mark of where it was saved (domain/environment). */
      environment: { type: 'text', private: true },
      /** Changes with every write, so that other instances see that there was one. */
      revision: { type: 'string' },
    },
  },
};

import { SIGNATURE_SCHEMES } from '../../../contracts/domain';
import type { NewWebhook } from '../stores/webhook-store';
import type { ParsedCreation } from './webhook-input';

/** What a webhook is made of beside its headers and secrets, and what the plugin keeps of it. */
export type WebhookFields = Omit<
  NewWebhook,
  | 'id'
  | 'managed'
  | 'disabledReason'
  | 'disabledAt'
  | 'headers'
  | 'sealedSecret'
  | 'secretHint'
  | 'secretCreatedAt'
  | 'previousSecrets'
  | 'publicKey'
>;

/** The fields as they were given; what was left out has its default. */
export function fieldsOf(input: ParsedCreation): WebhookFields {
  return {
    key: input.key ?? null,
    name: input.name,
    description: input.description ?? '',
    url: input.url,
    events: input.events,
    contentTypes: input.contentTypes ?? [],
    locales: input.locales ?? [],
    enabled: input.enabled ?? true,
    method: input.method ?? 'POST',
    contentType: input.contentType ?? 'application/json',
    format: input.format ?? 'strapi',
    includePrevious: input.includePrevious ?? false,
    includeActor: input.includeActor ?? false,
    fields: input.fields ?? null,
    populate: input.populate ?? null,
    condition: input.condition ?? null,
    transform: input.transform ?? null,
    maxAttempts: input.maxAttempts ?? null,
    timeoutMs: input.timeoutMs ?? null,
    rateLimitPerSecond: input.rateLimitPerSecond ?? null,
    concurrency: input.concurrency ?? null,
    ordering: input.ordering ?? 'none',
    coalesceMs: input.coalesceMs ?? null,
    signatureSchemes: input.signatureSchemes ?? [...SIGNATURE_SCHEMES],
  };
}

import type { Answer } from './answers';
import type {
  EventPattern,
  RotatedSecret,
  RotateSecretOptions,
  Webhook,
  WebhookHeaderInput,
} from './domain';

/** What a person may say of a webhook. */
export interface WebhookInput extends Partial<
  Omit<
    Webhook,
    | 'id'
    | 'events'
    | 'headers'
    | 'secret'
    | 'publicKey'
    | 'disabledReason'
    | 'disabledAt'
    | 'lastDeliveryAt'
    | 'createdAt'
    | 'updatedAt'
  >
> {
  events?: EventPattern | EventPattern[];
  headers?: WebhookHeaderInput[];
  /** Written, and never read. */
  secret?: string | null;
  /** Makes a secret and answers it, once. */
  generateSecret?: boolean;
}

/** A body is the fields, or `{ data: fields }` as Strapi's own content API has it. */
export type Body<T> = T | { data: T };

/** GET /webhooks: from the oldest on. */
export interface FindWebhooksQuery {
  /** `page` from 1; `pageSize`: 1 to 100. @default page 1 of 25 */
  pagination?: { page?: number; pageSize?: number };
}
export interface FindWebhooksResponse {
  data: Webhook[];
  meta: { pagination: { page: number; pageSize: number; pageCount: number; total: number } };
}

/** GET /webhooks/:id */
export type FindWebhookResponse = Answer<Webhook>;

/** POST /webhooks: answers 201. `secret` is the secret itself where one was generated. */
export type CreateWebhookRequest = Body<
  WebhookInput & { name: string; url: string; events: EventPattern | EventPattern[] }
>;
export type CreateWebhookResponse = Answer<Webhook | (Omit<Webhook, 'secret'> & RotatedSecret)>;

/** PATCH /webhooks/:id: changes what is given, and `enabled` enables and disables. */
export type UpdateWebhookRequest = Body<WebhookInput & { overlapHours?: number }>;
export type UpdateWebhookResponse = CreateWebhookResponse;

/** DELETE /webhooks/:id: answers 204 and no body. */
export type DeleteWebhookResponse = void;

/** POST /webhooks/:id/rotate-secret */
export type RotateSecretRequest = Body<RotateSecretOptions>;
export type RotateSecretResponse = Answer<RotatedSecret>;

/** POST /import-from-strapi */
export interface ImportOptions {
  /** So that nothing is sent twice. @default false */
  disableOriginals?: boolean;
}

export interface StrapiImport {
  imported: {
    id: string;
    originalId: string;
    name: string;
    /** Those that the plugin does not have; the original keeps them. */
    skippedEvents: string[];
    /** Names of those that every delivery sets by itself. */
    skippedHeaders: string[];
  }[];
  skipped: { originalId: string; name: string; reason: string }[];
  /** Ids of originals that were disabled, or left only what was skipped. */
  disabledOriginals: string[];
}
export type ImportFromStrapiResponse = Answer<StrapiImport>;

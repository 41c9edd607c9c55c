/** What an entry can do. `entry.draft-discard` and the publish pair exist only where draft & publish is on. */
export const ENTRY_EVENT_TYPES = [
  'entry.create',
  'entry.update',
  'entry.delete',
  'entry.publish',
  'entry.unpublish',
  'entry.draft-discard',
] as const;
export type EntryEventType = (typeof ENTRY_EVENT_TYPES)[number];

export const MEDIA_EVENT_TYPES = ['media.create', 'media.update', 'media.delete'] as const;
export type MediaEventType = (typeof MEDIA_EVENT_TYPES)[number];

/** What the plugin tells of itself. */
export const WEBHOOK_EVENT_TYPES = ['webhook.disabled'] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

export const EVENT_TYPES = [
  ...ENTRY_EVENT_TYPES,
  ...MEDIA_EVENT_TYPES,
  ...WEBHOOK_EVENT_TYPES,
] as const;
/** The types there are on every site. */
export type BuiltInEventType = (typeof EVENT_TYPES)[number];

/** A type of the site's own, such as `order.paid`: registered in its config or its code, and emitted by it. */
export type CustomEventType = `${string}.${string}`;
export type EventType = BuiltInEventType | CustomEventType;

/** A whole family of event types; stands for every member, present and future. */
export const EVENT_WILDCARDS = ['entry.*', 'media.*'] as const;
export type EventPattern = EventType | (typeof EVENT_WILDCARDS)[number];

export const DELIVERY_STATUSES = [
  'pending',
  'sending',
  'delivered',
  'failed',
  'cancelled',
] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export const HTTP_METHODS = ['POST', 'PUT', 'PATCH'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

export const BODY_CONTENT_TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
] as const;
export type BodyContentType = (typeof BODY_CONTENT_TYPES)[number];

/** `document`: the deliveries of one document (per locale) go one at a time, in the order of events. */
export const ORDERINGS = ['none', 'document'] as const;
export type Ordering = (typeof ORDERINGS)[number];

export const BODY_FORMATS = ['strapi', 'standard', 'thin'] as const;
export type BodyFormat = (typeof BODY_FORMATS)[number];

export const SIGNATURE_SCHEMES = ['standard', 'sha256', 'hex'] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A header as it is answered: the value of a secret one is never shown. */
export type WebhookHeader =
  { name: string; value: string; secret?: undefined } | { name: string; value: null; secret: true };

/**
 * A header as it is given. One marked secret is kept encrypted; in an update it may come without its
 * value, as it was answered, and keeps the stored one of the same name (in any case).
 */
export interface WebhookHeaderInput {
  name: string;
  value?: string | null;
  secret?: boolean;
}

/** What is shown of a secret: never the secret. */
export interface SecretSummary {
  set: boolean;
  hint: string | null;
  createdAt: string | null;
  /** Until when a replaced secret goes on signing beside this one; null where none does. */
  previousUntil: string | null;
}

export interface RotateSecretOptions {
  /** How long the present secret goes on signing; 0 to 720, also in parts; 0 ends it at once. @default 24 */
  overlapHours?: number;
  /** The new secret; one is generated unless it is given. */
  secret?: string;
}

/** The one answer that holds the new secret. */
export interface RotatedSecret {
  secret: string;
}

/** A registered receiver, as services answer it. Times are ISO 8601. */
export interface Webhook {
  /** `whk_…` */
  id: string;
  key: string | null;
  /** It comes from the config, where alone it can be changed. */
  managed: boolean;
  name: string;
  description: string;
  url: string;
  events: EventPattern[];
  /** Content type uids the entry events are limited to; empty means all. Media events are not limited by it. */
  contentTypes: string[];
  /** Locales the entries of localized types are limited to; empty means all. */
  locales: string[];
  enabled: boolean;
  /** Why the plugin itself disabled it; null where a person did. */
  disabledReason: string | null;
  disabledAt: string | null;
  method: HttpMethod;
  contentType: BodyContentType;
  headers: WebhookHeader[];
  secret: SecretSummary;
  /** `whpk_…`, to give to the receiver where the secret is a private key (`whsk_…`); else null. */
  publicKey: string | null;
  format: BodyFormat;
  includePrevious: boolean;
  /** Whether bodies tell who made the change. */
  includeActor: boolean;
  /** Which fields of the entry are told, as in Strapi's queries: names, or `*`; null: all. */
  fields: string[] | null;
  /**
   * Which relations, media, components and dynamic zones are told, as in Strapi's queries, and what below them;
   * null: all, relations one level deep, as Strapi's webhooks do.
   */
  populate: string[] | JsonObject | null;
  /** Strapi's filters, over `entry`, `previous`, `changes`, `locale` and `actor`; null: every event. */
  condition: JsonObject | null;
  /** JSONata over the body, with `previous` and `changes`; null: the body as the format has it. */
  transform: string | null;
  /** Null: as many as the configured schedule has waits. */
  maxAttempts: number | null;
  /** Milliseconds; null: the configured `timeoutMs`. */
  timeoutMs: number | null;
  /** Requests begun per second; null: no limit. */
  rateLimitPerSecond: number | null;
  /** Requests under way at once, over all instances; null: the configured `concurrencyPerWebhook`. */
  concurrency: number | null;
  ordering: Ordering;
  /**
   * Milliseconds of quiet after which what happened is told in one delivery (at the latest after ten
   * times as long); null: each event is told by itself.
   */
  coalesceMs: number | null;
  signatureSchemes: SignatureScheme[];
  /** When the newest of its deliveries was made; null where there is none (any more). */
  lastDeliveryAt: string | null;
  createdAt: string;
  updatedAt: string;
}

/** An immutable fact that committed: about content, or about a webhook. */
export interface DomainEvent {
  /** `evt_…`, the receiver's idempotency key. */
  id: string;
  type: EventType;
  uid: string;
  model: string;
  documentId: string | null;
  locale: string | null;
  /** The entry, the media file or the data, as it was at the event; null only when it could not be read. */
  snapshot: JsonObject | null;
  /** Names of the top-level fields that changed; null where no webhook asked or the event is no change. */
  changes: string[] | null;
  /** The snapshot before the change; null where no webhook asked or there was none. */
  previous: JsonObject | null;
  /** The ways below its relations that it holds, as some webhook's `populate` or `condition` asks: `author/books`. */
  depth?: string[] | undefined;
  /** Who made it; null or left out where no webhook asked, or nobody was signed in. */
  actor?: Actor | null;
  /** ISO 8601, the time of the change. */
  createdAt: string;
  /** It tells of an entry that was there already, to one webhook that asked for all of them. */
  backfill?: true;
}

export const ACTOR_TYPES = ['admin', 'api-token', 'user'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

/** Who made a change: never more than which account it was. */
export type Actor = { type: ActorType; id: string };

/** One event on its way to one webhook. */
export interface Delivery {
  /** `dlv_…` */
  id: string;
  eventId: string;
  webhookId: string;
  type: EventType;
  /** What the event is about; null where the event was pruned. */
  uid: string | null;
  documentId: string | null;
  locale: string | null;
  status: DeliveryStatus;
  attemptCount: number;
  nextAttemptAt: string | null;
  responseCode: number | null;
  durationMs: number | null;
  reason: string | null;
  createdAt: string;
  deliveredAt: string | null;
}

/** What one HTTP exchange meant. */
export const OUTCOMES = ['delivered', 'retry', 'failed', 'gone'] as const;
export type OutcomeKind = (typeof OUTCOMES)[number];

/** One HTTP exchange of a delivery. */
export interface Attempt {
  number: number;
  at: string;
  durationMs: number;
  outcome: OutcomeKind;
  reason: string | null;
  responseCode: number | null;
  responseHeaders: Record<string, string>;
  responseBody: string;
}

/**
 * What is sent, from the webhook as it is today: of a request only its body is kept. Values that are secret
 * are `[secret]`, signatures `[signature]`.
 */
export interface DeliveryRequest {
  method: HttpMethod;
  url: string;
  headers: Record<string, string>;
  /** The exact text; null where it is not in the database any more. */
  body: string | null;
}

export interface DeliveryDetail extends Delivery {
  /**
   * The number that the last attempt of the schedule would have: a redelivery is numbered as well, and uses
   * none of the schedule's up. Null where the webhook is no more.
   */
  maxAttempts: number | null;
  /** Null where the webhook is no more. */
  request: DeliveryRequest | null;
  attempts: Attempt[];
}

/** Which deliveries a replay sends again. */
export const REPLAY_ONLY = ['failed', 'all'] as const;
export type ReplayOnly = (typeof REPLAY_ONLY)[number];

export const REPLAY_STATUSES = ['running', 'done', 'cancelled'] as const;
export type ReplayStatus = (typeof REPLAY_STATUSES)[number];

/** Everything of a webhook since a time, sent again. */
export interface Replay {
  /** `rpl_…` */
  id: string;
  webhookId: string;
  since: string;
  only: ReplayOnly;
  status: ReplayStatus;
  /** Deliveries it has asked for again, so far. */
  count: number;
  createdAt: string;
  endedAt: string | null;
}

/** Which version of its entries a backfill tells of, where their type has draft & publish. */
export const BACKFILL_ENTRY_STATUSES = ['draft', 'published'] as const;
export type BackfillEntryStatus = (typeof BACKFILL_ENTRY_STATUSES)[number];

export const BACKFILL_STATUSES = ['running', 'done', 'cancelled'] as const;
export type BackfillStatus = (typeof BACKFILL_STATUSES)[number];

/** Entries that are there already, told to one webhook. */
export interface Backfill {
  /** `bkf_…` */
  id: string;
  webhookId: string;
  contentTypes: string[];
  entryStatus: BackfillEntryStatus;
  /** Null: every one. */
  locale: string | null;
  /** Entries changed at that time or later; null: all. */
  since: string | null;
  status: BackfillStatus;
  /** Entries there were when it was asked for; what is written while it runs comes on top. */
  total: number;
  /** Entries it has gone through, so far. */
  count: number;
  createdAt: string;
  endedAt: string | null;
}

/** `original`: the bytes as they were; `current`: rendered anew from the content of today. */
export const REDELIVERY_RENDERS = ['original', 'current'] as const;
export type RedeliveryRender = (typeof REDELIVERY_RENDERS)[number];

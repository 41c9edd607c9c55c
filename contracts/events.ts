import type { Answer, KeysetPage, KeysetQuery } from './answers';
import type { DomainEvent, EventType, JsonObject } from './domain';

/** What can be asked for, and what is then sent. */
export interface EventTypeInfo {
  type: EventType;
  description: string;
  /** Content types it applies to; empty for what is about no content type. */
  contentTypes: string[];
  /** JSON Schema (2020-12) of the body in the format `strapi`. */
  schema: JsonObject;
}

/** An event type of the site's own, in the config or given to `events.register`. */
export interface CustomEventTypeOptions {
  description?: string;
  /** JSON Schema of the data; what does not fit it is not emitted. */
  schema?: JsonObject;
}

export interface EmitOptions {
  /** Uid of the content type the event is about. */
  uid?: string;
  documentId?: string;
}

export interface CatalogueQuery {
  /** Uid of the content type whose entries the schemas are to tell of in full. */
  contentType?: string;
}
/** An event without its payloads, as lists have it. */
export type EventSummary = Omit<DomainEvent, 'snapshot' | 'previous'>;

/** GET /events: the newest first. */
export interface FindEventsQuery extends KeysetQuery {
  /** `false`: those with a delivery that failed; `true`: those without. */
  deliverySuccess?: boolean;
}
export type FindEventsResponse = KeysetPage<EventSummary>;

/** GET /events/:id: with `snapshot` and `previous` for those who may read payloads. */
export type FindEventResponse = Answer<EventSummary | DomainEvent>;

/** A content type whose entries can be announced. */
export interface ContentTypeInfo {
  uid: string;
  displayName: string;
  kind: 'collectionType' | 'singleType';
  draftAndPublish: boolean;
  localized: boolean;
}

/** GET /event-types */
export interface FindEventTypesResponse extends Answer<EventTypeInfo[]> {
  meta: {
    contentTypes: ContentTypeInfo[];
    /** Codes of the site's locales; empty where nothing is localized. */
    locales: string[];
  };
}

import type { ContentTypeInfo } from '../../../contracts/events';
import type { DomainEvent } from '../../../contracts/domain';
import type { Catalogue } from './catalogue';
import type { CustomEventTypes } from './custom-event-types';
import type { Emit } from './emit';
import type { EventStore } from '../stores/event-store';
import { pageLimit, toPage, type PageQuery } from './page';
import { checkTexts } from './webhook-input';

export interface EventsDeps {
  events: EventStore;
  catalogue: Catalogue;
  emit: Emit;
  types: Pick<CustomEventTypes, 'register'>;
  /** Content types whose entries are announced. */
  announced(): ContentTypeInfo[];
  /** Codes of the site's locales. */
  locales(): Promise<string[]>;
}

export interface EventsQuery extends PageQuery {
  /** `false`: events with a delivery that failed; `true`: events without. */
  deliverySuccess?: boolean;
}

/** `strapi.plugin('lifecycle-webhooks').service('events')` */
export function createEventsService({ events, catalogue, emit, types, ...site }: EventsDeps) {
  return {
    emit,
    register: types.register,

    /** Every type there is, and JSON Schemas of what is sent; in full of a content type that is named. */
    catalogue,

    /** What entry events can be about. */
    async subjects(): Promise<{ contentTypes: ContentTypeInfo[]; locales: string[] }> {
      return { contentTypes: site.announced(), locales: await site.locales() };
    },

    async findOne(id: string): Promise<DomainEvent | null> {
      const event = await events.findOne(id);
      // Code of the site may do with it as it likes.
      return event === null ? null : { ...event };
    },

    /** Newest first, in keyset pages. */
    async findMany(query: EventsQuery = {}) {
      checkTexts(query);
      const { pageSize, cursor, deliverySuccess } = query;
      const limit = pageLimit(pageSize);
      const rows = await events.findMany({ limit: limit + 1, before: cursor, deliverySuccess });
      return toPage(
        rows.map((event) => ({ ...event })),
        limit
      );
    },
  };
}

export type EventsService = ReturnType<typeof createEventsService>;

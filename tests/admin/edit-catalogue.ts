import { ENTRY_EVENT_TYPES, MEDIA_EVENT_TYPES, type EventType } from '../../contracts/domain';
import type { FindEventTypesResponse } from '../../contracts/events';

export const ARTICLE = 'api::article.article';
export const AUTHOR = 'api::author.author';

const OF_ALL = ['entry.create', 'entry.update', 'entry.delete'];

/** A site with a type that has draft & publish, one that has not, and an event of its own. */
export function aCatalogue(): FindEventTypesResponse {
  const info = (type: EventType, contentTypes: string[] = [], description = '') => ({
    ...{ type, description, contentTypes },
    schema: {},
  });
  return {
    data: [
      ...ENTRY_EVENT_TYPES.map((type) =>
        info(type, OF_ALL.includes(type) ? [ARTICLE, AUTHOR] : [ARTICLE])
      ),
      ...MEDIA_EVENT_TYPES.map((type) => info(type)),
      info('webhook.disabled'),
      info('order.paid', [], 'An order was paid.'),
    ],
    meta: {
      contentTypes: [
        { uid: ARTICLE, displayName: 'Article', draftAndPublish: true },
        { uid: AUTHOR, displayName: 'Author', draftAndPublish: false },
      ].map((type) => ({ ...type, kind: 'collectionType', localized: true })),
      locales: ['en', 'de'],
    },
  };
}

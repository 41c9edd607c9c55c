import { errors } from '@strapi/utils';
import type { CatalogueQuery, ContentTypeInfo, EventTypeInfo } from '../../../contracts/events';
import {
  EVENT_TYPES,
  type BuiltInEventType,
  type EventType,
  type JsonObject,
} from '../../../contracts/domain';
import { FILE_UID, WEBHOOK_UID } from '../constants';
import type { EntrySchemas } from '../domain/entry-schema';
import { familyOf, type EventFamily } from '../domain/event-catalogue';
import type { CustomEventTypes } from './custom-event-types';

export interface CatalogueDeps {
  schemas: EntrySchemas;
  /** Content types whose entries are announced. */
  announced(): Pick<ContentTypeInfo, 'uid' | 'draftAndPublish'>[];
  /** Event types of the site's own. */
  custom: Pick<CustomEventTypes, 'all'>;
}

const DESCRIPTIONS: Record<BuiltInEventType, string> = {
  'entry.create': 'An entry was created, or a locale of it.',
  'entry.update': 'An entry was changed.',
  'entry.delete': 'An entry was deleted, or a locale of it. It is told as it last was.',
  'entry.publish': 'An entry was published.',
  'entry.unpublish': 'An entry was unpublished. It is told as it was, but for `publishedAt`.',
  'entry.draft-discard': 'The changes of a draft were discarded: it is what is published again.',
  'media.create': 'A file was uploaded.',
  'media.update': 'A file was replaced, or what is said of it was changed.',
  'media.delete': 'A file was deleted.',
  'webhook.disabled': 'A webhook was disabled by the plugin, for the reason given.',
};

/** Those that exist only where there are two versions of an entry. */
const OF_TWO_VERSIONS: readonly EventType[] = [
  'entry.publish',
  'entry.unpublish',
  'entry.draft-discard',
];

const TIME: JsonObject = { type: 'string', format: 'date-time' };

/** Every event type there is, and what is sent of it. */
export function createCatalogue({ schemas, announced, custom }: CatalogueDeps) {
  const contents: Record<
    Exclude<EventFamily, 'custom'>,
    (uids: readonly string[], uid?: string) => JsonObject
  > = {
    entry: (uids, uid) => ({
      model: { type: 'string' },
      uid: { enum: uid === undefined ? [...uids] : [uid] },
      entry: uid === undefined ? { type: 'object' } : schemas.entry(uid),
    }),
    media: () => ({ media: schemas.entry(FILE_UID) }),
    webhook: () => ({
      uid: { const: WEBHOOK_UID },
      documentId: { type: 'string' },
      data: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          name: { type: 'string' },
          host: { type: 'string' },
          reason: { type: ['string', 'null'] },
          disabledAt: { ...TIME, type: ['string', 'null'] },
        },
      },
    }),
  };

  const customTypes = (): EventTypeInfo[] =>
    custom.all().map(({ type, description, schema }) => {
      const content = { data: schema ?? { type: 'object' } };
      const about = { uid: { type: 'string' }, documentId: { type: 'string' } };
      return {
        type,
        description,
        contentTypes: [],
        schema: schemaOf(type, description, content, about),
      };
    });

  /**
   * The types that can be asked for; of one content type, those that apply to it.
   * @throws ValidationError for a content type whose entries are not announced.
   */
  return function catalogue({ contentType }: CatalogueQuery = {}): EventTypeInfo[] {
    const all = announced();
    if (contentType !== undefined && !all.some(({ uid }) => uid === contentType)) {
      throw new errors.ValidationError(
        `contentType: '${contentType}' is no content type that is announced`
      );
    }
    const builtIn = EVENT_TYPES.flatMap((type) => {
      const contentTypes = all
        .filter(({ draftAndPublish }) => draftAndPublish || !OF_TWO_VERSIONS.includes(type))
        .map(({ uid }) => uid);
      const family = familyOf(type);
      const isEntry = family === 'entry';
      if (contentType !== undefined && (!isEntry || !contentTypes.includes(contentType))) return [];
      return [
        {
          type,
          description: DESCRIPTIONS[type],
          contentTypes: isEntry ? contentTypes : [],
          schema: schemaOf(
            type,
            DESCRIPTIONS[type],
            family === 'custom' ? {} : contents[family](contentTypes, contentType)
          ),
        },
      ];
    });
    return contentType === undefined ? [...builtIn, ...customTypes()] : builtIn;
  };
}

function schemaOf(
  type: EventType,
  description: string,
  content: JsonObject,
  optional: JsonObject = {}
): JsonObject {
  const required = {
    id: { type: 'string', description: 'The same on every attempt.' },
    event: { const: type },
    createdAt: { ...TIME, description: 'When it happened.' },
    ...content,
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: type,
    description,
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

export type Catalogue = ReturnType<typeof createCatalogue>;

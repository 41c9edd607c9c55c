import type { Core, UID } from '@strapi/strapi';
import type { DomainEvent } from '../../../contracts/domain';
import type { Depth } from '../domain/depth';
import { familyOf } from '../domain/event-catalogue';
import { readRows } from './read-rows';
import type { Rendered, Row, Snapshots } from './snapshot';

/** Events of what is no more: nothing of today could be told in their place. */
const ENDS = new Set(['entry.delete', 'entry.unpublish', 'media.delete']);

/**
 * What an event is about, as it is today: the published version for a publish, else the draft.
 * Null when there is no such thing any more, or the event is about its end.
 */
export function createCurrentSnapshot(strapi: Core.Strapi, snapshots: Snapshots) {
  const rowId = async (event: DomainEvent): Promise<number | undefined> => {
    const { uid, type, documentId, locale } = event;
    const model = strapi.contentTypes[uid as UID.ContentType];
    if (familyOf(type) === 'webhook' || documentId === null || model === undefined)
      return undefined;
    const isVersioned = model.options?.draftAndPublish === true;
    const version = type === 'entry.publish' ? { $notNull: true } : { $null: true };
    const where = {
      documentId,
      ...(locale === null ? {} : { locale }),
      ...(isVersioned ? { publishedAt: version } : {}),
    };
    const [row] = await readRows<Row>(strapi.db, uid, { where, select: ['id'], limit: 1 });
    return row?.id;
  };

  return async (event: DomainEvent, depth: Depth): Promise<Rendered | null> => {
    const id = ENDS.has(event.type) ? undefined : await rowId(event);
    if (id === undefined) return null;
    const row = (await snapshots.load(event.uid, [id], depth)).get(id);
    return row === undefined ? null : snapshots.render(event.uid, row);
  };
}

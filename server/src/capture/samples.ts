import type { Core, UID } from '@strapi/strapi';
import type { EventType, JsonObject } from '../../../contracts/domain';
import type { TestSubject } from '../../../contracts/test-send';
import { FILE_UID } from '../constants';
import { NO_DEPTH, type Depth } from '../domain/depth';
import { madeUpEntry, madeUpFile, type SchemaAttribute } from '../domain/made-up-entry';
import { readRows } from './read-rows';
import type { Row, Snapshots } from './snapshot';

/** What a test tells of. */
export interface Sample {
  subject: TestSubject;
  model: string;
  documentId: string | null;
  locale: string | null;
  snapshot: JsonObject;
  depth: string[] | undefined;
}

export interface SamplesDeps {
  strapi: Core.Strapi;
  snapshots: Snapshots;
  canBeAnnounced(uid: string): boolean | undefined;
  now(): number;
}

/** Events of the published version; the others are of the draft. */
const OF_PUBLISHED = new Set<EventType>(['entry.publish', 'entry.unpublish', 'entry.delete']);

/** Entries and files to try webhooks with, as a snapshot would show them in an event. */
export function createSamples({ strapi, snapshots, canBeAnnounced, now }: SamplesDeps) {
  const modelOf = (uid: string) => strapi.getModel(uid as UID.Schema);
  const attributesOf = (uid: string) =>
    modelOf(uid).attributes as unknown as Record<string, SchemaAttribute>;

  /** The newest row, or that of a document; in the version the event is about, where there is one. */
  const find = async (
    type: EventType,
    uid: string,
    documentId: string | undefined,
    depth: Depth
  ) => {
    const ofDocument = documentId === undefined ? {} : { documentId };
    const version = { publishedAt: OF_PUBLISHED.has(type) ? { $notNull: true } : { $null: true } };
    const isVersioned = hasVersions(uid);
    for (const where of isVersioned ? [{ ...ofDocument, ...version }, ofDocument] : [ofDocument]) {
      const query = { where, select: ['id'], orderBy: { id: 'desc' }, limit: 1 } as const;
      const [row] = await readRows<Row>(strapi.db, uid, query);
      if (row !== undefined) return (await snapshots.load(uid, [row.id], depth)).get(row.id);
    }
    return undefined;
  };

  const hasVersions = (uid: string): boolean =>
    strapi.contentTypes[uid as UID.ContentType]?.options?.draftAndPublish === true;

  const madeUp = (uid: string, depth: Depth): Row => {
    const at = new Date(now()).toISOString();
    const entry =
      uid === FILE_UID ? madeUpFile(attributesOf, at) : madeUpEntry(uid, attributesOf, at, depth);
    return { ...entry, id: 1 };
  };

  /** The row as it is after the event, which has not happened. */
  const asAfter = (type: EventType, row: Row): Row => {
    if (type === 'entry.unpublish') return { ...row, publishedAt: null };
    if (type !== 'entry.publish' || (row.publishedAt ?? null) !== null) return row;
    return { ...row, publishedAt: new Date(now()).toISOString() };
  };

  return {
    /** Content types whose entries are announced, those of the site first. */
    announcedTypes: () =>
      Object.keys(strapi.contentTypes)
        .filter((uid) => canBeAnnounced(uid) === true)
        .sort((one, other) => Number(isOfSite(other)) - Number(isOfSite(one)))
        .map((uid) => ({ uid, hasVersions: hasVersions(uid) })),

    /** Null when there is no such document. */
    async find(
      type: EventType,
      uid: string,
      documentId?: string,
      depth = NO_DEPTH
    ): Promise<Sample | null> {
      const found = await find(type, uid, documentId, depth);
      if (found === undefined && documentId !== undefined) return null;
      const row = asAfter(type, found ?? snapshots.readAs(madeUp(uid, depth), depth));
      return {
        subject: found === undefined ? 'made-up' : documentId === undefined ? 'newest' : 'chosen',
        model: String(modelOf(uid).modelName),
        documentId: text(row.documentId),
        locale: text(row.locale),
        ...(await snapshots.render(uid, row)),
      };
    },
  };
}

export type Samples = ReturnType<typeof createSamples>;

function isOfSite(uid: string): boolean {
  return uid.startsWith('api::');
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

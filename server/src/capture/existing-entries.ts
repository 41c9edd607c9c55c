import type { Core, UID } from '@strapi/strapi';
import type { BackfillEntryStatus, DomainEvent } from '../../../contracts/domain';
import type { Depth } from '../domain/depth';
import { describeError, type Logger } from '../lib/logger';
import { countRows, readRows } from './read-rows';
import type { Rendered, Row, Snapshots } from './snapshot';

/** Which entries of a content type. */
export interface EntryFilter {
  uid: string;
  /** Of types with draft & publish; any other has one version of an entry. */
  entryStatus: BackfillEntryStatus;
  /** Of localized types; empty means all. */
  locales: readonly string[];
  /** Changed at that time or later, in milliseconds since the epoch. */
  since: number | null;
  /** How deep their relations are read. */
  depth: Depth;
}

/** What an event tells of an entry, but for the event's own id and time. */
export type EntryFact = Omit<DomainEvent, 'id' | 'createdAt'>;

export interface ExistingEntry {
  rowId: number;
  fact: EntryFact;
}

interface Stamp {
  id: number;
  updatedAt: Date | string | number | null;
}

/** Entries that are there, as capture would tell of them: the same fields, and none more. */
export function createExistingEntries(
  strapi: Core.Strapi,
  snapshots: Snapshots,
  log: Pick<Logger, 'error'>
) {
  const isVersioned = (uid: string): boolean =>
    strapi.contentTypes[uid as UID.ContentType]?.options?.draftAndPublish === true;

  const where = ({ uid, entryStatus, locales, since }: EntryFilter) => ({
    ...(isVersioned(uid) ? { publishedAt: VERSIONS[entryStatus] } : {}),
    ...(since === null ? {} : { updatedAt: { $gte: new Date(since) } }),
    // What has no locale belongs to every one.
    ...(locales.length === 0
      ? {}
      : { $or: [{ locale: { $null: true } }, { locale: { $in: locales } }] }),
  });

  const stampsOf = (uid: string, query: { where: object; limit?: number }): Promise<Stamp[]> =>
    readRows(strapi.db, uid, { ...query, select: ['id', 'updatedAt'], orderBy: 'id' });

  return {
    count: (filter: EntryFilter): Promise<number> =>
      countRows(strapi.db, filter.uid, where(filter)),

    /** The entries behind a row, in the order of rows. */
    async after(rowId: number, filter: EntryFilter, limit: number): Promise<ExistingEntries> {
      const { uid, depth } = filter;
      const found = { $and: [{ id: { $gt: rowId } }, where(filter)] };
      const stamps = await stampsOf(uid, { where: found, limit });
      const ids = stamps.map(({ id }) => id);
      const rows = await snapshots.load(uid, ids, depth);
      const type =
        isVersioned(uid) && filter.entryStatus === 'published' ? 'entry.publish' : 'entry.update';
      const entries: ExistingEntry[] = [];
      for (const id of ids) {
        const row = rows.get(id);
        if (row !== undefined) entries.push({ rowId: id, fact: await factOf(uid, type, row) });
      }
      return { entries, lastRow: ids.at(-1), stamps };
    },

    /**
     * Whether rows are as they were when they were read, asked in the transaction in which they are told:
     * else what is older would be told after what is newer.
     */
    async areUnchanged(uid: string, { stamps }: ExistingEntries): Promise<boolean> {
      const ids = stamps.map(({ id }) => id);
      const now = await stampsOf(uid, { where: { id: { $in: ids } } });
      return JSON.stringify(now) === JSON.stringify(stamps);
    },
  };

  /** One that cannot be rendered is told by reference, as capture does: it must not keep back all behind it. */
  async function snapshotOf(uid: string, row: Row): Promise<Rendered> {
    try {
      return await snapshots.render(uid, row);
    } catch (error) {
      log.error(
        `An entry of ${uid} could not be rendered: ${describeError(error)}. It is told without its fields.`
      );
      const reference = { id: row.id, documentId: text(row.documentId), locale: text(row.locale) };
      return { snapshot: reference, depth: undefined };
    }
  }

  async function factOf(uid: string, type: EntryFact['type'], row: Row): Promise<EntryFact> {
    const { snapshot, depth } = await snapshotOf(uid, row);
    return {
      depth,
      type,
      uid,
      model: strapi.contentType(uid as UID.ContentType).modelName,
      documentId: text(row.documentId),
      locale: text(row.locale),
      snapshot,
      changes: null,
      previous: null,
      backfill: true,
    };
  }
}

export interface ExistingEntries {
  entries: ExistingEntry[];
  /** Undefined where there were none. */
  lastRow: number | undefined;
  stamps: readonly Stamp[];
}

const VERSIONS = {
  draft: { $null: true },
  published: { $notNull: true },
} satisfies Record<BackfillEntryStatus, object>;

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

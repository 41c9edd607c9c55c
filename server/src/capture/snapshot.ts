import type { Core, UID } from '@strapi/strapi';
import { sanitize } from '@strapi/utils';
import type { Json, JsonObject } from '../../../contracts/domain';
import { NO_DEPTH, pathsOf, type Depth } from '../domain/depth';
import { isUserType } from '../domain/event-catalogue';
import { select } from '../domain/selection';
import { describeError, type Logger } from '../lib/logger';
import { FILE_UID } from '../constants';
import { attributesOf } from './attributes';
import { createEmptyAttributes, NOTHING_EMPTY } from './empty-attributes';
import { createPopulates, MOST_ROWS_BELOW, type Below } from './populate';
import { readRows } from './read-rows';
import { readSafely } from './read-safely';

/** How deep a row was read. */
const DEPTH = Symbol('depth');

/** A row of a content type with what was populated, as Strapi's query layer answers it. */
export type Row = Record<string, unknown> & { id: number; [DEPTH]?: Depth };

/** What leaves the server of a row, and the ways below its relations that it holds; undefined: none. */
export interface Rendered {
  snapshot: JsonObject;
  depth: string[] | undefined;
}

/** Ids named in one query: databases limit the values of a statement, SQLite at 32,766. */
const ROWS_PER_READ = 1_000;

/** Attribute types whose value is itself, not a row or rows of something else. */
const POPULATED_TYPES = new Set(['relation', 'media', 'component', 'dynamiczone']);

/** Characters of a snapshot that goes deep; a longer one is told one level deep. */
const MOST_CHARACTERS_DEEP = 1_048_576;

/** Of why something could not be read: a statement may be long. */
const LONGEST_REASON = 200;

const DRAFT = { publishedAt: { $null: true } };
const PUBLISHED = { publishedAt: { $notNull: true } };

/**
 * Entries as receivers see them: populated as Strapi's own webhooks do (relations one level, media
 * in full, components and dynamic zones recursively) and below that as asked, without private fields and passwords at any
 * depth, and with people reduced to `id` and `documentId`.
 *
 * People are reduced twice: their other columns are not even read, and what a polymorphic relation
 * brings, which cannot be read selectively, is cut down afterwards.
 *
 * What lies below relations is never the reason that an event is lost or tells nobody anything: where it
 * cannot be read, or is too much, the entry is read one level deep.
 */
export function createSnapshots(strapi: Core.Strapi, log: Pick<Logger, 'warn'>) {
  const populates = createPopulates(strapi);
  const empties = createEmptyAttributes(strapi);
  const plainFields = new Map<string, ReadonlySet<string>>();
  const isCut = new Set<string>();

  return {
    /**
     * Rows by id, with everything a snapshot shows. Joins the caller's transaction, which goes on where
     * they cannot be read.
     *
     * @param depth what is to be read below their relations.
     */
    async load(
      uid: string,
      ids: readonly number[],
      depth: Depth = NO_DEPTH
    ): Promise<Map<number, Row>> {
      if (depth.size > 0) {
        try {
          return await load(uid, ids, depth);
        } catch (error) {
          cut(uid, describeError(error).slice(0, LONGEST_REASON));
        }
      }
      return load(uid, ids, NO_DEPTH);
    },

    async render(uid: string, row: Row): Promise<Rendered> {
      const snapshot = await whole(uid, row);
      const depth = pathsOf(row[DEPTH] ?? NO_DEPTH);
      if (depth.length === 0) return { snapshot, depth: undefined };
      const { length } = JSON.stringify(snapshot);
      if (length <= MOST_CHARACTERS_DEEP) return { snapshot, depth };
      cut(uid, `${length} characters`);
      return { snapshot: oneLevel(uid, snapshot), depth: undefined };
    },

    /** A row that was made up, as one that was read so deep. */
    readAs: (row: Row, depth: Depth): Row => ({ ...row, [DEPTH]: depth }),

    oneLevel,
    plainFieldsOf,
  };

  /** Once for each type: it would go on with every change. */
  function cut(uid: string, why: string): void {
    if (isCut.has(uid)) return;
    isCut.add(uid);
    log.warn(
      `What lies below the relations of ${uid} is not told (${why}): it is told one level deep`
    );
  }

  function oneLevel(uid: string, snapshot: JsonObject): JsonObject {
    return select(snapshot, uid, { fields: null, populate: null }, (of) =>
      attributesOf(strapi, of)
    );
  }

  function load(uid: string, ids: readonly number[], depth: Depth): Promise<Map<number, Row>> {
    return readSafely(strapi.db, async () => {
      const loaded = new Map<number, Row>();
      for (let start = 0; start < ids.length; start += ROWS_PER_READ) {
        const some = ids.slice(start, start + ROWS_PER_READ);
        const rows =
          depth.size === 0
            ? await loadSome(uid, some, { depth, version: PUBLISHED })
            : await loadDeep(uid, some, depth);
        for (const row of rows) loaded.set(row.id, row);
      }
      return loaded;
    });
  }

  async function whole(uid: string, row: Row): Promise<JsonObject> {
    const sanitized = await sanitize.sanitizers.defaultSanitizeOutput(
      {
        schema: strapi.getModel(uid as UID.Schema) as never,
        getModel: (nested) => strapi.getModel(nested as UID.Schema) as never,
      },
      row as never
    );
    const plain = plainFieldsOf(uid);
    const refer = uid === FILE_UID ? 'all' : 'people';
    return Object.fromEntries(
      Object.entries(sanitized as object).flatMap(([name, value]) => {
        const json = toJson(value, plain.has(name) ? 'none' : refer);
        return json === undefined ? [] : [[name, json]];
      })
    );
  }

  /**
   * Below a draft lie drafts, below all else what is published.
   * @throws Error where there is more than is told.
   */
  async function loadDeep(uid: string, ids: readonly number[], depth: Depth): Promise<Row[]> {
    const drafts = await draftsOf(uid, ids);
    const others = ids.filter((id) => !drafts.includes(id));
    const rows = [
      ...(drafts.length === 0 ? [] : await loadSome(uid, drafts, { depth, version: DRAFT })),
      ...(others.length === 0 ? [] : await loadSome(uid, others, { depth, version: PUBLISHED })),
    ];
    if (populates.isTooWide(uid, rows, depth)) throw new Error(`more than ${MOST_ROWS_BELOW} rows`);
    for (const row of rows) row[DEPTH] = depth;
    return rows;
  }

  async function draftsOf(uid: string, ids: readonly number[]): Promise<number[]> {
    if (strapi.contentTypes[uid as UID.ContentType]?.options?.draftAndPublish !== true) return [];
    const where = { id: { $in: ids }, ...DRAFT };
    const rows = await readRows<Row>(strapi.db, uid, { where, select: ['id'] });
    return rows.map(({ id }) => id);
  }

  async function loadSome(uid: string, ids: readonly number[], below: Below): Promise<Row[]> {
    const [only] = ids.length === 1 && uid !== FILE_UID ? ids : [];
    // Of several rows a query per attribute is shared by all, and hardly any is empty in each.
    const empty = only === undefined ? NOTHING_EMPTY : await empties.emptyOf(uid, only);
    const populate = uid === FILE_UID ? { related: true } : populates.populateOf(uid, empty, below);
    const where = { id: { $in: ids } };
    const rows = await readRows<Row>(strapi.db, uid, { where, populate });
    for (const row of rows) empties.fill(uid, row, empty);
    return rows;
  }

  /** The fields of a type that are taken as they are; the others hold rows of something else. */
  function plainFieldsOf(uid: string): ReadonlySet<string> {
    let fields = plainFields.get(uid);
    if (fields === undefined) {
      fields = new Set(
        Object.entries(strapi.getModel(uid as UID.Schema).attributes)
          .filter(([, attribute]) => !POPULATED_TYPES.has(attribute.type))
          .map(([name]) => name)
      );
      plainFields.set(uid, fields);
    }
    return fields;
  }
}

export type Snapshots = ReturnType<typeof createSnapshots>;

/** Which rows that say what they are in `__type` are told by reference alone. */
type Reduction = 'none' | 'people' | 'all';

/**
 * The same as JSON would have it, so that a snapshot is the same now and when it is read back from
 * the outbox. On the way it cuts down what came through polymorphic relations: people always, and
 * everything in a file, where these are the entries that use it.
 */
function toJson(value: unknown, reduction: Reduction): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => toJson(item, reduction) ?? null);
  if (typeof value !== 'object' || value === null) return value as Json | undefined;
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON() as Json;
  const { __type: type, id, documentId } = value as { [key: string]: Json };
  const isReference = reduction === 'all' || (reduction === 'people' && isUserType(String(type)));
  if (typeof type === 'string' && isReference) {
    return { __type: type, id: id ?? null, documentId: documentId ?? null };
  }
  const json: JsonObject = {};
  for (const [key, nested] of Object.entries(value)) {
    const member = toJson(nested, reduction);
    if (member !== undefined) json[key] = member;
  }
  return json;
}

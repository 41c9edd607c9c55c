import type { Core } from '@strapi/strapi';
import type { EventType } from '../../../contracts/domain';
import { FILE_UID } from '../constants';
import type { RowChange, RowRef } from '../domain/document-facts';
import { describeError, type Logger } from '../lib/logger';
import type { Interest } from '../stores/webhook-cache';
import { currentUnit, type Unit } from './action';
import { createdIds, type CreatedMany } from './created-ids';
import { lockRows } from './lock-rows';
import { readRows } from './read-rows';
import type { Fact, Recorder } from './recorder';
import type { Row, Snapshots } from './snapshot';

/** A lifecycle event of Strapi's query layer; `state` is shared by its before and its after. */
interface LifecycleEvent {
  model: { uid: string };
  params: { where?: unknown; _q?: string; filters?: unknown; data?: unknown };
  result?: unknown;
  state: {
    /** The rows the write is about to change. */
    found?: Found[];
    /** The condition by which they were found; a later hook of the site may change it. */
    foundBy?: unknown;
    /** The same, whole, as far as they could be read. */
    rows?: Map<number, Row>;
  };
}

interface Found {
  id: number;
  documentId: string;
}

type Kind = RowChange['kind'];

export interface RowChangesDeps {
  strapi: Core.Strapi;
  interestIn(uid: string): Promise<Interest | null>;
  recorder: Recorder;
  snapshots: Snapshots;
  /** Whether entry writes outside any action are announced; media always is. */
  captureDirectWrites: boolean;
  log: Logger;
}

/**
 * Sees every row change of the types somebody wants, inside its transaction.
 *
 * A change of the document an action is about goes to that action, which knows what it means. Any
 * other is a write of its own and is recorded as it is: one create, update or delete event per row.
 * An import and a transfer switch lifecycles off, so a copy of content is not seen as a change.
 */
export function createRowChanges(deps: RowChangesDeps) {
  const { strapi, interestIn, recorder, snapshots, log } = deps;

  /** The rows a write is about to change, found as Strapi's own write finds them. */
  const matching = async ({ model, params }: LifecycleEvent, kind: Kind, many: boolean) => {
    const { where, _q, filters } = params;
    const select = ['id', 'documentId'];
    const criteria = many && kind === 'delete' ? { where, _q, filters } : { where };
    const query = { ...criteria, select, ...(many ? { orderBy: 'id' } : { limit: 1 }) };
    try {
      return many || kind === 'delete'
        ? await lockRows<Found>(strapi.db, model.uid, query)
        : await readRows<Found>(strapi.db, model.uid, query);
    } catch (cause) {
      throw new Error(`${NAME} The rows of ${model.uid} to ${kind} could not be read`, { cause });
    }
  };

  /**
   * Reads the rows a write is about to change, whole, where they cannot be read afterwards.
   * @throws Error where they cannot even be found: nobody would hear of them, and the transaction of a
   *   lock that was not granted is lost.
   */
  const remember = (kind: Kind, many: boolean) => async (event: LifecycleEvent) => {
    const { uid } = event.model;
    const interest = await interestIn(uid);
    const unit = unitOf(uid);
    if (interest === null || !isCaptured(uid, unit)) return;
    if (kind === 'update' && !many && (unit !== undefined || !interest.wantsChanges)) return;

    event.state.rows = new Map();
    event.state.foundBy = event.params.where;
    const found = await matching(event, kind, many);
    event.state.found = found;
    const ids = found
      .filter((row) => many || !isRewritten(unit, row.documentId))
      .map((row) => row.id);
    try {
      if (ids.length > 0)
        event.state.rows = await snapshots.load(uid, ids, interest.depthOf(toldOf(kind, interest)));
    } catch (error) {
      log.error(`Rows of ${uid} could not be read before a ${kind}: ${describeError(error)}`);
    }
  };

  const tell = (kind: Kind) => async (event: LifecycleEvent) => {
    const { uid } = event.model;
    const interest = await interestIn(uid);
    const unit = unitOf(uid);
    if (interest === null || !isCaptured(uid, unit)) return;
    const ids = await changedIds(strapi.db, kind, event);
    const own = unit === undefined ? [] : await rowsOfAction(unit, kind, ids, event);
    unit?.changes.push(...own.map((row) => ({ kind, row })));
    const direct = ids.filter((id) => !own.some((row) => row.id === id));
    if (direct.length === 0 || (uid !== FILE_UID && !deps.captureDirectWrites)) return;
    await recorder.record(
      uid,
      direct.map((id) => directFact(uid, kind, id, event)),
      interest
    );
  };

  /** Those of the changed rows that belong to the document the action is about. */
  const rowsOfAction = async (
    { action }: Unit,
    kind: Kind,
    ids: readonly number[],
    event: LifecycleEvent
  ): Promise<RowRef[]> => {
    const known = [...(event.state.rows?.values() ?? []), event.result].filter(isReference);
    const isKnown = ids.every((id) => known.some((row) => row.id === id));
    const rows = isKnown
      ? known
      : await readRows<Reference>(strapi.db, action.uid, { where: { id: { $in: ids } } });
    const refs = rows.filter((row) => ids.includes(row.id)).map((row) => toRef(row, action));
    if (kind === 'create') action.documentId ??= refs[0]?.documentId;
    if (kind === 'delete') {
      for (const [id, row] of event.state.rows ?? []) action.before.set(id, row);
    }
    return refs.filter((row) => row.documentId === action.documentId);
  };

  const isCaptured = (uid: string, unit: Unit | undefined) =>
    uid === FILE_UID || deps.captureDirectWrites || unit !== undefined;

  return {
    /** @returns the function that stops watching. */
    register(): () => void {
      const subscriber = {
        afterCreate: tell('create'),
        afterCreateMany: tell('create'),
        beforeUpdate: remember('update', false),
        afterUpdate: tell('update'),
        beforeUpdateMany: remember('update', true),
        afterUpdateMany: tell('update'),
        beforeDelete: remember('delete', false),
        afterDelete: tell('delete'),
        beforeDeleteMany: remember('delete', true),
        afterDeleteMany: tell('delete'),
      };
      // Strapi types events by model; these hear of every model and read what all have.
      return strapi.db.lifecycles.subscribe(
        subscriber as unknown as Parameters<typeof strapi.db.lifecycles.subscribe>[0]
      );
    },
  };
}

/** Actions that delete the published row only to write it anew: what it was is of no interest. */
const REWRITES_PUBLISHED: ReadonlySet<Unit['action']['name']> = new Set(['publish', 'update']);

/** Whether the action deletes the row only to write it anew. */
function isRewritten(unit: Unit | undefined, documentId: string): boolean {
  const action = unit?.action;
  return action?.documentId === documentId && REWRITES_PUBLISHED.has(action.name);
}

const NAME = '[lifecycle-webhooks]';

function directFact(uid: string, kind: Kind, id: number, { state, result }: LifecycleEvent): Fact {
  const before = state.rows?.get(id);
  const known =
    before ??
    state.found?.find((row) => row.id === id) ??
    (isReference(result) ? result : undefined);
  return {
    type: `${uid === FILE_UID ? 'media' : 'entry'}.${kind}`,
    rowId: id,
    documentId: typeof known?.documentId === 'string' ? known.documentId : null,
    locale: known && 'locale' in known && typeof known.locale === 'string' ? known.locale : null,
    ...(kind === 'delete' && before !== undefined ? { row: before } : {}),
    ...(kind === 'update' && before !== undefined ? { before } : {}),
  };
}

interface Reference {
  id: number;
  documentId: string;
  locale?: string | null;
  publishedAt: unknown;
}

function toRef(row: Reference, { draftAndPublish }: Unit['action']): RowRef {
  const { id, documentId, locale, publishedAt } = row;
  return {
    id,
    documentId,
    locale: locale ?? null,
    published: !draftAndPublish || publishedAt !== null,
  };
}

/**
 * The rows a write has changed: what it answered, or what it was about to change.
 * @throws Error where it changed rows that were not there when they were looked for: the write can be
 *   tried again, an event that was never written cannot.
 */
async function changedIds(
  db: Core.Strapi['db'],
  kind: Kind,
  { params, result, state }: LifecycleEvent
): Promise<number[]> {
  const { found } = state;
  if (hasIds(result)) return createdIds(db, result, params.data);
  if (hasId(result)) {
    // Strapi answers what it meant to delete, also where another had deleted it a moment before.
    const isGone = kind === 'delete' && found?.every((row) => row.id !== result.id);
    return isGone === true ? [] : [result.id];
  }
  const isMeant = state.foundBy === params.where;
  if (hasCount(result) && found !== undefined && result.count > found.length && isMeant) {
    throw new Error(`${NAME} Rows came into being while they were to be changed; try again`);
  }
  return result === null ? [] : (found ?? []).map((row) => row.id);
}

/** The current transaction of an action on this content type. */
function unitOf(uid: string): Unit | undefined {
  const unit = currentUnit();
  return unit?.action.uid === uid ? unit : undefined;
}

/** Whether a result holds what tells a row's place in its document; a write may select fewer columns. */
function isReference(value: unknown): value is Reference {
  return hasId(value) && 'documentId' in value && 'publishedAt' in value && 'locale' in value;
}

function hasId(value: unknown): value is { id: number } {
  return typeof value === 'object' && value !== null && 'id' in value;
}

function hasIds(value: unknown): value is CreatedMany {
  return hasCount(value) && 'ids' in value && Array.isArray(value.ids);
}

function hasCount(value: unknown): value is { count: number } {
  return typeof value === 'object' && value !== null && 'count' in value;
}

/** The events that tell of rows as they were before a write. */
function toldOf(kind: Kind, { wantsChanges }: Interest): readonly EventType[] {
  if (kind === 'update') return CHANGES;
  return wantsChanges ? [...ENDS, ...CHANGES] : ENDS;
}

const ENDS = ['entry.delete', 'entry.unpublish', 'media.delete'] as const;
const CHANGES = ['entry.update', 'entry.publish', 'media.update'] as const;

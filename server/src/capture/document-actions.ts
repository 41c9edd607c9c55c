import type { Core, UID } from '@strapi/strapi';
import { contentTypes } from '@strapi/utils';
import { FILE_UID } from '../constants';
import {
  DOCUMENT_ACTIONS,
  documentFacts,
  type DocumentAction,
  type DocumentFact,
} from '../domain/document-facts';
import { describeError, type Logger } from '../lib/logger';
import type { Interest } from '../stores/webhook-cache';
import { currentUnit, runAction, type Action, type Unit } from './action';
import { readRows } from './read-rows';
import { readSafely } from './read-safely';
import type { Fact, Recorder } from './recorder';
import type { Row, Snapshots } from './snapshot';

export interface DocumentActionsDeps {
  strapi: Core.Strapi;
  interestIn(uid: string): Promise<Interest | null>;
  recorder: Recorder;
  snapshots: Snapshots;
  log: Logger;
}

/**
 * Gives the row changes of a document-service action their meaning.
 *
 * The middleware only marks the call; it opens no transaction and catches nothing. The facts are
 * recorded where a transaction of the action ends (`begin` and `conclude`, called by
 * write-transactions.ts), so other middlewares run as they do without the plugin.
 */
export function createDocumentActions(deps: DocumentActionsDeps) {
  const { strapi, interestIn, recorder, snapshots, log } = deps;

  const open = (name: DocumentAction, uid: string, documentId: unknown): Action => {
    const contentType = strapi.contentType(uid as UID.ContentType);
    const isNew = MAKES_DOCUMENT.has(name);
    return {
      name,
      uid,
      draftAndPublish: contentTypes.hasDraftAndPublish(contentType),
      localized: isLocalized(contentType.pluginOptions),
      // A clone makes another document than the one it is called with.
      documentId: typeof documentId === 'string' && !isNew ? documentId : undefined,
      before: new Map(),
      // Of a new document, nothing is all there was.
      isBeforeKnown: isNew,
      ownLocales: new Set(),
      calledIn: currentUnit(),
      ended: false,
    };
  };

  /** Whether the rows of the document must be known as they were. */
  const needsBefore = ({ name, localized, documentId }: Action, interest: Interest) =>
    documentId !== undefined &&
    ((interest.wantsChanges && (name === 'update' || name === 'publish')) ||
      // Fields that are not localized are copied to the other locales: facts only where they differ.
      (localized && COPIES_TO_LOCALES.has(name) && interest.types.has('entry.update')));

  const toFact = (action: Action, fact: DocumentFact): Fact => ({
    type: fact.type,
    rowId: fact.row.id,
    documentId: fact.row.documentId,
    locale: fact.row.locale,
    onlyIfChanged: fact.onlyIfChanged,
    ...(fact.gone ? { row: action.before.get(fact.row.id) } : {}),
    ...(COMPARED.has(fact.type) ? { before: rowBefore(action, fact) } : {}),
  });

  /**
   * Records what a transaction of an action has meant so far and was not recorded yet.
   * @throws Error when the outbox cannot be written.
   */
  const conclude = async (unit: Unit, ended = true): Promise<void> => {
    const { action, changes, ownLocales } = unit;
    const facts = documentFacts({ ...action, ownLocales, ended }, changes);
    const fresh = facts.slice(unit.recorded);
    unit.recorded = facts.length;
    const own = fresh.filter((fact) => !fact.onlyIfChanged).map((fact) => fact.row.locale);
    action.ownLocales = new Set([...action.ownLocales, ...own]);
    const interest = await interestIn(action.uid);
    if (interest === null) return;
    await recorder.record(
      action.uid,
      fresh.map((fact) => toFact(action, fact)),
      interest
    );
  };

  return {
    register(): void {
      strapi.documents.use(async (context, next) => {
        const name = DOCUMENT_ACTIONS.find((action) => action === context.action);
        // A file is media, whichever way it is written: its rows speak for themselves.
        if (name === undefined || context.uid === FILE_UID) return next();
        if ((await interestIn(context.uid)) === null) return next();
        const documentId = 'documentId' in context.params ? context.params.documentId : undefined;
        // `next` is typed as one of the answers of all actions; here it is whichever this one has.
        const call = next as () => Promise<Awaited<ReturnType<typeof next>>>;
        return runAction(open(name, context.uid, documentId), call) as ReturnType<typeof next>;
      });
    },

    /** Before a transaction of an action writes: reads what its meaning needs of the state before. */
    async begin({ action }: Unit): Promise<void> {
      const { calledIn: caller, uid, documentId } = action;
      // A hook that goes on to change the same document: what its action did came first.
      if (caller?.open === true && isAbout(caller.action, uid, documentId)) {
        await conclude(caller, false);
      }
      try {
        const interest = await interestIn(uid);
        if (interest === null || action.isBeforeKnown || !needsBefore(action, interest)) return;
        const rows = await readSafely(strapi.db, () =>
          readRows<{ id: number; locale: string | null }>(strapi.db, uid, {
            where: { documentId },
            select: ['id', 'locale'],
          })
        );
        const oneLocale = new Set(rows.map((row) => row.locale)).size < 2;
        if (rows.length === 0 || (oneLocale && !interest.wantsChanges)) return;
        const before = await snapshots.load(
          uid,
          rows.map((row) => row.id),
          interest.depthOf(TOLD_WITH_BEFORE)
        );
        for (const [id, row] of before) action.before.set(id, row);
        action.isBeforeKnown = true;
      } catch (error) {
        log.error(`The state before a change of ${uid} could not be read: ${describeError(error)}`);
      }
    },

    conclude: (unit: Unit) => conclude(unit),
  };
}

export type DocumentActions = ReturnType<typeof createDocumentActions>;

const MAKES_DOCUMENT: ReadonlySet<DocumentAction> = new Set(['create', 'clone']);
const COPIES_TO_LOCALES: ReadonlySet<DocumentAction> = new Set([
  'update',
  'publish',
  'discardDraft',
]);
const TOLD_WITH_BEFORE = ['entry.update', 'entry.publish'] as const;
const COMPARED: ReadonlySet<string> = new Set(TOLD_WITH_BEFORE);

/**
 * The version a change is told against: for an update the same row, for a publish the version that
 * was published until now. Undefined when that is not known, null when there was none.
 */
function rowBefore(action: Action, fact: DocumentFact): Row | null | undefined {
  if (!action.isBeforeKnown) return undefined;
  if (fact.type === 'entry.update') return action.before.get(fact.row.id);
  const rows = [...action.before.values()];
  return (
    rows.find(
      (row) => row.locale === fact.row.locale && row.publishedAt !== null && row.id !== fact.row.id
    ) ?? null
  );
}

function isAbout(action: Action, uid: string, documentId: string | undefined): boolean {
  return action.uid === uid && action.documentId !== undefined && action.documentId === documentId;
}

function isLocalized(pluginOptions: object | undefined): boolean {
  const options = pluginOptions as { i18n?: { localized?: boolean } } | undefined;
  return options?.i18n?.localized === true;
}

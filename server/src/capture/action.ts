import { AsyncLocalStorage } from 'node:async_hooks';
import type { DocumentAction, RowChange } from '../domain/document-facts';
import type { Row } from './snapshot';

/** A document-service action in progress. */
export interface Action {
  readonly name: DocumentAction;
  readonly uid: string;
  readonly draftAndPublish: boolean;
  readonly localized: boolean;
  /** The document it is about; unknown until a create or clone has made one. */
  documentId: string | undefined;
  /** Rows as they were before, by row id: of what it deleted, and of what it may update. */
  readonly before: Map<number, Row>;
  /** Whether `before` holds all the rows the document had. */
  isBeforeKnown: boolean;
  /** Locales it has told a fact of its own about, so far. */
  ownLocales: ReadonlySet<string | null>;
  /** The unit in which it was called, where it was called by a hook of another action. */
  readonly calledIn: Unit | undefined;
  /** Its call has returned. What was started within and not awaited is no longer part of it. */
  ended: boolean;
}

/**
 * One transaction of an action. Most actions have one; Strapi copies fields that are not localized
 * in further ones, side by side. Each records what it changed itself, so an event commits or rolls
 * back with exactly the rows it tells of.
 */
export interface Unit {
  readonly action: Action;
  readonly changes: RowChange[];
  /** The action's `ownLocales` and `documentId` when the transaction began. */
  readonly ownLocales: ReadonlySet<string | null>;
  readonly documentId: string | undefined;
  /** How many of its facts are in the outbox already. */
  recorded: number;
  open: boolean;
}

interface Scope {
  action: Action;
  unit: Unit | undefined;
}

/** One storage for both: each costs every promise of the site a little. */
const scopes = new AsyncLocalStorage<Scope>();

/** The action in whose call the current code runs, if any. */
export function currentAction(): Action | undefined {
  const action = scopes.getStore()?.action;
  return action?.ended === true ? undefined : action;
}

/** The open transaction of the current action in which the current code runs, if any. */
export function currentUnit(): Unit | undefined {
  const unit = currentAction() && scopes.getStore()?.unit;
  return unit?.open === true ? unit : undefined;
}

export async function runAction<T>(action: Action, call: () => Promise<T>): Promise<T> {
  try {
    return await scopes.run({ action, unit: undefined }, call);
  } finally {
    action.ended = true;
  }
}

export function openUnit(action: Action): Unit {
  return {
    action,
    changes: [],
    ownLocales: action.ownLocales,
    documentId: action.documentId,
    recorded: 0,
    open: true,
  };
}

export async function runUnit<T>(unit: Unit, work: () => Promise<T>): Promise<T> {
  try {
    return await scopes.run({ action: unit.action, unit }, work);
  } finally {
    unit.open = false;
  }
}

/** The transaction rolls back: the action is where it was, and may be tried again. */
export function undoUnit(unit: Unit): void {
  unit.open = false;
  unit.action.ownLocales = unit.ownLocales;
  unit.action.documentId = unit.documentId;
}

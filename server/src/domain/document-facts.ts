import type { EntryEventType } from '../../../contracts/domain';

/** The actions of Strapi's document service that change content. */
export const DOCUMENT_ACTIONS = [
  'create',
  'update',
  'clone',
  'publish',
  'unpublish',
  'discardDraft',
  'delete',
] as const;
export type DocumentAction = (typeof DOCUMENT_ACTIONS)[number];

/** A row of a content type, as far as its meaning goes. */
export interface RowRef {
  id: number;
  documentId: string;
  locale: string | null;
  /** Whether it is the published version. Always true for a type without draft & publish. */
  published: boolean;
}

export interface RowChange {
  kind: 'create' | 'update' | 'delete';
  row: RowRef;
}

/** What is known of an action besides its rows. */
export interface ActionMeaning {
  name: DocumentAction;
  draftAndPublish: boolean;
  /** Locales it has told a fact of its own about, in an earlier transaction. */
  ownLocales: ReadonlySet<string | null>;
  /** Whether it has written all its rows; until then, what it deleted it may write anew. */
  ended: boolean;
}

/** What an action meant: one event, told with the state of one row. */
export interface DocumentFact {
  type: EntryEventType;
  row: RowRef;
  /** The row is gone: its snapshot is the one taken before. */
  gone: boolean;
  /** The change came over from another locale: it is a fact only if a field really differs. */
  onlyIfChanged: boolean;
}

/**
 * What a document action meant, from the rows it changed, in the order it changed them.
 *
 * Strapi writes more rows than a person would say things happened: publishing deletes the old
 * published row, stamps the draft and creates the new row. Per locale, the action's own fact is told
 * once. A row of a locale the action was not about is one of the others that Strapi copies fields
 * to which are not localized: an update of that locale.
 *
 * The list only grows while a transaction runs, and the facts of a list begin with those of every
 * shorter one that was asked about before the end: what a later row could still change is not told
 * until then.
 */
export function documentFacts(
  { name: action, draftAndPublish, ownLocales, ended }: ActionMeaning,
  changes: readonly RowChange[]
): DocumentFact[] {
  const facts = new Map<string, DocumentFact>();
  const tell = (type: EntryEventType, row: RowRef, how: Partial<DocumentFact> = {}) => {
    // A delete is told per locale, whichever versions there were; anything else per row.
    const version = type === 'entry.delete' ? '' : row.published;
    const key = `${type} ${row.documentId} ${row.locale} ${version}`;
    if (!facts.has(key)) facts.set(key, { type, row, gone: false, onlyIfChanged: false, ...how });
  };

  const tellUpdate = (row: RowRef) => {
    // An earlier transaction told what the action did to this locale: this is a write after it.
    if (ownLocales.has(row.locale)) return tell('entry.update', row);
    const isOther = ownLocales.size > 0 || !isOwnLocale(row, action, changes);
    if (isOther) tell('entry.update', row, { onlyIfChanged: true });
    else if (action === 'update' && row.published !== draftAndPublish) tell('entry.update', row);
  };

  for (const { kind, row } of changes) {
    switch (kind) {
      case 'create':
        tell(typeOfCreated(action, row, draftAndPublish), row);
        break;
      case 'update':
        if (ended || action !== 'publish') tellUpdate(row);
        break;
      case 'delete':
        if (isReplaced(row, changes) || (!ended && action !== 'unpublish')) break;
        if (draftAndPublish && row.published && UNPUBLISHES.has(action)) {
          tell('entry.unpublish', row, { gone: true });
        } else tell('entry.delete', lastVersion(row, changes), { gone: true });
    }
  }
  return [...facts.values()];
}

/**
 * Actions that delete the published version and leave the draft: `unpublish`, and the two that
 * publish, where they fail before the new version is written and the caller commits all the same.
 */
const UNPUBLISHES: ReadonlySet<DocumentAction> = new Set(['unpublish', 'publish', 'update']);

function typeOfCreated(action: DocumentAction, row: RowRef, draftAndPublish: boolean) {
  if (action === 'discardDraft') return 'entry.draft-discard';
  return draftAndPublish && row.published ? 'entry.publish' : 'entry.create';
}

/** An update is about one locale, that of the first row it writes; any other action about the rows it makes or deletes. */
function isOwnLocale(row: RowRef, action: DocumentAction, changes: readonly RowChange[]): boolean {
  const own = action === 'update' ? changes.slice(0, 1) : changes.filter(isNotUpdate);
  return own.some((change) => isSameLocale(change.row, row));
}

/** Whether a deleted version was written anew: the old published row of a publish, the old draft of a discard. */
function isReplaced(row: RowRef, changes: readonly RowChange[]): boolean {
  return changes.some(
    (change) =>
      change.kind === 'create' &&
      isSameLocale(change.row, row) &&
      change.row.published === row.published
  );
}

/** The published version if it went too: what readers of the site last saw. */
function lastVersion(row: RowRef, changes: readonly RowChange[]): RowRef {
  const published = changes.find(
    (change) => change.kind === 'delete' && change.row.published && isSameLocale(change.row, row)
  );
  return published?.row ?? row;
}

function isNotUpdate(change: RowChange): boolean {
  return change.kind !== 'update';
}

function isSameLocale(a: RowRef, b: RowRef): boolean {
  return a.documentId === b.documentId && a.locale === b.locale;
}

import { ENTRY_EVENT_TYPES, type EntryEventType } from '../../../../../contracts/domain';
import type { FindEventTypesResponse } from '../../../../../contracts/events';

/** A content type as a row of the grid. */
export interface GridRow {
  uid: string;
  name: string;
  /** What can happen to its entries. */
  possible: readonly EntryEventType[];
  /** It is asked for, and there is no such type on the site (any more). */
  isGone: boolean;
}

/** Every content type there is, and those that are chosen although they are no more. */
export function rowsOf(
  { data, meta }: FindEventTypesResponse,
  chosen: readonly string[]
): GridRow[] {
  const known = new Set(meta.contentTypes.map(({ uid }) => uid));
  const typesOf = new Map(data.map(({ type, contentTypes }) => [type, new Set(contentTypes)]));
  const there = meta.contentTypes.map(({ uid, displayName }) => ({
    uid,
    name: displayName,
    possible: ENTRY_EVENT_TYPES.filter((type) => typesOf.get(type)?.has(uid) === true),
    isGone: false,
  }));
  const gone = chosen.filter((uid) => !known.has(uid));
  return [...there, ...gone.map((uid) => ({ uid, name: uid, possible: [], isGone: true }))];
}

/** Rows whose name or uid holds the words. */
export function found(rows: readonly GridRow[], search: string): GridRow[] {
  const wanted = search.trim().toLowerCase();
  return rows.filter(
    ({ uid, name }) => name.toLowerCase().includes(wanted) || uid.toLowerCase().includes(wanted)
  );
}

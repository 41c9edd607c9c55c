import { decodeTime, encodeTime, monotonicFactory } from 'ulid';

/** The last two are of tests, which nothing is kept of. */
export type IdPrefix = 'whk' | 'evt' | 'dlv' | 'rpl' | 'bkf' | 'ins' | 'evt_test' | 'dlv_test';

/**
 * Ids that sort by the time they were made, also within one millisecond of one process, so that
 * a list ordered by id is ordered by time and keyset pages need no second column.
 *
 * They hold no `.`, which the signed content `{id}.{timestamp}.{body}` of Standard Webhooks needs.
 */
export function createIds(now: () => number) {
  const ulid = monotonicFactory();
  return (prefix: IdPrefix): string => `${prefix}_${ulid(now()).toLowerCase()}`;
}

export type NewId = ReturnType<typeof createIds>;

const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

/** Sorts before every id made at a time or later, and after every earlier one. */
export function lowestIdAt(prefix: IdPrefix, time: number): string {
  return `${prefix}_${encodeTime(time, TIME_CHARACTERS).toLowerCase()}${'0'.repeat(RANDOM_CHARACTERS)}`;
}

/** When an id was made, in milliseconds since the epoch. */
export function timeOfId(id: string): number {
  return decodeTime(id.slice(id.lastIndexOf('_') + 1).toUpperCase());
}

/** What is known of a lane's requests of late; null: nothing yet. */
export interface Pace {
  /** What one takes, in milliseconds. */
  requestMs: number;
  /** The longest body, in characters. */
  longest: number;
}

/** For about so many milliseconds a slot is kept busy by what it is given. */
export const SLOT_MS = 1_000;
/** At most so many deliveries, and so many characters of bodies, are given to one slot. */
const MOST = 40;
const MOST_CHARACTERS = 512 * 1_024;

/** How many deliveries, sent one after another, a slot of a lane is given. */
export function slotSizeOf(pace: Pace | null): number {
  if (pace === null) return 1;
  const byTime = SLOT_MS / Math.max(pace.requestMs, 1);
  const byLength = MOST_CHARACTERS / Math.max(pace.longest, 1);
  return Math.max(1, Math.floor(Math.min(byTime, byLength, MOST)));
}

/** Newer requests count for more: what a receiver did a hundred requests ago says little. */
const WEIGHT = 0.2;

export function paceAfter(pace: Pace | null, requestMs: number, length: number): Pace {
  if (pace === null) return { requestMs, longest: length };
  return {
    requestMs: pace.requestMs + WEIGHT * (requestMs - pace.requestMs),
    longest: Math.max(length, pace.longest * (1 - WEIGHT / 20)),
  };
}

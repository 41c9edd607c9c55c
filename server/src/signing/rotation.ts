/**
 * How secrets follow one another. A replaced secret goes on signing beside the new one until its
 * overlap ends, so that a receiver has that long to take the new one over.
 *
 * What is guaranteed: the newest secret comes first; no older secret outlives a newer one, so an
 * overlap of 0 ends all of them; an expired one never signs, and leaves the row at the next rotation.
 */
export interface PreviousSecret {
  sealed: string;
  /** Milliseconds since the epoch; from then on it does not sign. */
  until: number;
}

export interface SealedSecrets {
  sealedSecret: string | null;
  /** The last replaced first. */
  previousSecrets: readonly PreviousSecret[];
}

export const DEFAULT_OVERLAP_HOURS = 24;
export const MAX_OVERLAP_HOURS = 720;
/** Each is one more signature in a header; receivers bound the size of those. */
export const MAX_PREVIOUS_SECRETS = 5;

const HOUR_MS = 3_600_000;

export function overlapMs(hours: number): number {
  return Math.round(hours * HOUR_MS);
}

export function stillValid(previous: readonly PreviousSecret[], at: number): PreviousSecret[] {
  return previous.filter(({ until }) => until > at);
}

/** What signs at a time, sealed, the newest first. */
export function signingSecrets(secrets: SealedSecrets, at: number): string[] {
  if (secrets.sealedSecret === null) return [];
  const previous = stillValid(secrets.previousSecrets, at).map(({ sealed }) => sealed);
  return [secrets.sealedSecret, ...previous];
}

/** What is left of replaced secrets, the last replaced first, after one more replacement. */
export function afterReplacement(
  replaced: readonly PreviousSecret[],
  overlap: number,
  at: number
): PreviousSecret[] {
  const end = at + overlap;
  const ending = replaced.map(({ sealed, until }) => ({ sealed, until: Math.min(until, end) }));
  return stillValid(ending, at).slice(0, MAX_PREVIOUS_SECRETS);
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const WAIT = /^(\d{1,6})([smh])$/;

/** The multi-day schedule that Standard Webhooks 1.0.0 recommends ("Deliverability and reliability"). */
export const STANDARD_SCHEDULE = [
  '0s',
  '5s',
  '5m',
  '30m',
  '2h',
  '5h',
  '10h',
  '14h',
  '20h',
  '24h',
] as const;

/** `'5m'` in milliseconds; undefined for anything that is not a whole number of `s`, `m` or `h`. */
export function parseWait(wait: string): number | undefined {
  const match = WAIT.exec(wait);
  if (match === null) return undefined;
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/**
 * How long to wait before an attempt, in milliseconds.
 *
 * A webhook with more attempts than the schedule has waits goes on with the last of them. Jitter
 * spreads what failed together: 0.1 is ten percent either way, by a random number from 0 to 1.
 */
export function waitBefore(
  attemptNumber: number,
  waitsMs: readonly number[],
  jitter: number,
  random: number
): number {
  const wait = waitsMs[Math.min(attemptNumber, waitsMs.length) - 1] ?? 0;
  return Math.round(wait * (1 + jitter * (2 * random - 1)));
}

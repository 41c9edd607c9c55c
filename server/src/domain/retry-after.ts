/** No receiver can ask for a longer silence than a day. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * How long a receiver asks to be left alone, in milliseconds, at most 24 h.
 *
 * `Retry-After` (RFC 9110, 10.2.3) is a number of seconds or an HTTP date; undefined when it is
 * neither, or not there.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, LONGEST_MS);
  // A date has the name of a day; `Date.parse` alone would take much that is none.
  const date = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(date - now, 0), LONGEST_MS);
}

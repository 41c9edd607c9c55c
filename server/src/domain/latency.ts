/**
 * Upper bounds of the buckets in which durations are counted, in milliseconds; the last bucket has
 * none. Each is about 1.5 times the one before, so a percentile read from the counts is at most that
 * much off.
 */
export const LATENCY_BOUNDS_MS = [
  ...[1, 2, 3, 5, 7, 10, 15, 22, 33, 50, 75, 110, 165, 250, 375, 560, 840],
  ...[1_250, 1_900, 2_800, 4_200, 6_300, 9_500, 14_000, 21_000, 31_000, 47_000, 60_000],
] as const;

/** Counts by bucket, one more than there are bounds. */
export type Latencies = number[];

export function noLatencies(): Latencies {
  return new Array<number>(LATENCY_BOUNDS_MS.length + 1).fill(0);
}

export function bucketOf(durationMs: number): number {
  const index = LATENCY_BOUNDS_MS.findIndex((bound) => durationMs <= bound);
  return index === -1 ? LATENCY_BOUNDS_MS.length : index;
}

/**
 * The duration that a part of all (0.95) did not exceed, in milliseconds: the bound of its bucket;
 * null where nothing was counted.
 */
export function percentile(latencies: Latencies, part: number): number | null {
  const total = latencies.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  const index = latencies.findIndex((count) => (seen += count) >= part * total);
  return LATENCY_BOUNDS_MS[index] ?? LATENCY_BOUNDS_MS.at(-1) ?? null;
}

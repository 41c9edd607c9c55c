/** What a lane got through in so many milliseconds is its pace; of a request that ended longer ago counts less. */
export const PACE_MS = 300;

/**
 * Where the few that were handed over had all ended before this thread, busy with other things, looked again, the lane
 * would have got through more, and what ended counts for more: it is given twice and three times as much each time, until
 * that is enough. By what it got through alone, a busy thread took half a second to find out what a lane can do.
 */
const FEW = 64;
const MORE_WHEN_DRY = 4;

/** How fast a lane is. */
export function createPace(now: () => number) {
  let pace = 0;
  let pacedAt = 0;

  const current = (): number => pace * Math.exp((pacedAt - now()) / PACE_MS);

  return {
    /** Requests in `PACE_MS`. */
    current,

    /** @param isDry whether nothing that was handed over is left. */
    ended(requests: number, isDry: boolean): void {
      pace = current() + requests * (isDry && requests <= FEW ? MORE_WHEN_DRY : 1);
      pacedAt = now();
    },
  };
}

export type Pace = ReturnType<typeof createPace>;

/** What a lane got through in so many milliseconds is its pace; of a request that ended longer ago counts less. */
export const PACE_MS = 300;

/**
 * A lane ran dry where all that was handed over had ended well, and soon, when this thread, busy with other things, looked
 * again: it would have got through more, and up to so many of what ended count so many times. It is given more each time,
 * until that is enough. By what it got through alone, a busy thread took half a second to find out what a lane can do.
 */
const FEW = 64;
const TIMES_WHEN_DRY = 4;

/** How fast a lane is. */
export function createPace(now: () => number) {
  let pace = 0;
  let pacedAt = 0;

  const current = (): number => pace * Math.exp((pacedAt - now()) / PACE_MS);

  return {
    /** Requests in `PACE_MS`. */
    current,

    /** @param isDry whether it ran dry with these. */
    ended(requests: number, isDry: boolean): void {
      const more = isDry ? (TIMES_WHEN_DRY - 1) * Math.min(requests, FEW) : 0;
      pace = current() + requests + more;
      pacedAt = now();
    },
  };
}

export type Pace = ReturnType<typeof createPace>;

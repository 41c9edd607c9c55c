/** What a lane allows: the in-flight slots and the rate of one webhook. */
export interface LaneLimits {
  /** Requests under way at once, over all instances. */
  concurrency: number;
  /** Requests begun per second, over all instances; null: no limit. */
  rateLimitPerSecond: number | null;
  /** Whether the deliveries of a document go one at a time, in order. */
  ordered: boolean;
}

/** How many requests a rate limit allows now, and how far apart it wants them. */
export interface Rate {
  room: number;
  /** When the next one is allowed, after `begun` of them began now. */
  nextAt(begun: number): number;
}

/** At so many requests per second they need not be told apart by the millisecond. */
const TICKS_PER_SECOND = 200;

/**
 * A leaky bucket: requests are evenly spaced, so that no second sees more of them than the limit (at
 * more than 200 per second, half a percent more).
 */
export function rateOf(limitPerSecond: number | null, nextAt: number | null, now: number): Rate {
  if (limitPerSecond === null) return { room: Infinity, nextAt: () => now };
  const spacing = 1_000 / limitPerSecond;
  const burst = Math.ceil(limitPerSecond / TICKS_PER_SECOND);
  const start = Math.max(nextAt ?? 0, now - (burst - 1) * spacing);
  return {
    room: now < start ? 0 : Math.floor((now - start) / spacing) + 1,
    nextAt: (begun) => Math.ceil(start + begun * spacing),
  };
}

/** A lane that has due deliveries and room for some. */
export interface OpenLane {
  webhookId: string;
  room: number;
  /** Its requests under way here. */
  inFlight: number;
}

/**
 * Shares the free slots of an instance out among lanes.
 *
 * A lane with nothing under way here gets its first slot before any other gets one more, and slots
 * are kept back for the lanes that have nothing to send yet: `idle` of them, but never more than half
 * of all slots. So receivers that hang fill their own lanes and never the last slots, in which the
 * others are served.
 *
 * @returns how many slots each lane gets; a lane that gets none is left out.
 */
export function allot(
  lanes: readonly OpenLane[],
  slots: { free: number; total: number; idle: number }
): Map<string, number> {
  const given = new Map<string, number>();
  let free = slots.free;
  const give = (lane: OpenLane) => {
    given.set(lane.webhookId, (given.get(lane.webhookId) ?? 0) + 1);
    free -= 1;
  };
  for (const lane of lanes) {
    if (free > 0 && lane.inFlight === 0 && lane.room > 0) give(lane);
  }
  const reserve = Math.min(slots.idle, Math.floor(slots.total / 2));
  let open = lanes.filter((lane) => lane.room > (given.get(lane.webhookId) ?? 0));
  while (open.length > 0 && free > reserve) {
    for (const lane of open) {
      if (free > reserve) give(lane);
    }
    open = open.filter((lane) => lane.room > (given.get(lane.webhookId) ?? 0));
  }
  return given;
}

/** What an instance did in a time. */
export interface ActivityCounts {
  attempts: number;
  delivered: number;
}

const SLOT_MS = 5_000;
const MINUTE_MS = 60_000;

/** Counts what this instance does, in memory, to within a slot of a few seconds. */
export function createActivity(now: () => number) {
  const slots = new Map<number, ActivityCounts>();
  const slotAt = (time: number) => Math.floor(time / SLOT_MS);

  return {
    attempted(isDelivered: boolean): void {
      const slot = slotAt(now());
      const counts = slots.get(slot) ?? { attempts: 0, delivered: 0 };
      counts.attempts += 1;
      if (isDelivered) counts.delivered += 1;
      slots.set(slot, counts);
    },

    lastMinute(): ActivityCounts {
      const first = slotAt(now() - MINUTE_MS);
      const sum = { attempts: 0, delivered: 0 };
      for (const [slot, counts] of slots) {
        if (slot <= first) {
          slots.delete(slot);
          continue;
        }
        sum.attempts += counts.attempts;
        sum.delivered += counts.delivered;
      }
      return sum;
    },
  };
}

export type Activity = ReturnType<typeof createActivity>;

import { allot } from '../../domain/lane';
import type { LaneHere, Taken } from '../claim';
import type { Claim } from '../claimed-row';

interface LaneState {
  ready: Claim[];
  running: number;
  own: number;
  /** Requests that may be under way here at once; what other instances hold is left to them. */
  allowed: number;
  /** Requests that ended lately, an older one counting for less. */
  pace: number;
  pacedAt: number;
}

/** What was found at a look at the lanes, and what was taken. */
interface Found extends Omit<Taken, 'rows' | 'nextAt'> {
  claims: readonly Claim[];
}

/** For how long a lane is provided for: about so many milliseconds of what it gets through. */
const AHEAD_MS = 300;
/** At most so many claims, and so many characters of bodies, wait for a slot of their lane. */
const AHEAD_MOST = 1_000;
const AHEAD_CHARACTERS = 8 * 1_048_576;

/**
 * The slots of this instance, and claims that wait for one.
 *
 * A commit costs the same for one claim as for a hundred, so a lane that gets through many is given
 * more than it has slots for, and starts the next when a request has ended. A lane that is slow is
 * given what it has slots for. Limits hold over all instances: what waits here is `sending` in the
 * database, which leaves others no room, and what they hold was taken off `allowed` under the lane's
 * lock.
 */
export function createSlots({ concurrency, now }: { concurrency: number; now(): number }) {
  const lanes = new Map<string, LaneState>();
  /** Lanes there are, and those that have more that is due, when last looked. */
  let known: readonly string[] = [];
  let due: readonly string[] = [];
  let running = 0;
  /** The longest body of late. */
  let longest = 1;

  const of = (webhookId: string): LaneState => {
    let lane = lanes.get(webhookId);
    if (lane === undefined) {
      lane = { ready: [], running: 0, own: 0, allowed: 0, pace: 0, pacedAt: 0 };
      lanes.set(webhookId, lane);
    }
    return lane;
  };

  const paceOf = ({ pace, pacedAt }: LaneState): number =>
    pace * Math.exp((pacedAt - now()) / AHEAD_MS);

  /** Nothing until half of what was provided is used: few large claims rather than many small ones. */
  const aheadOf = (lane: LaneState): number => {
    const most = Math.min(AHEAD_MOST, AHEAD_CHARACTERS / longest);
    const target = Math.floor(Math.min(paceOf(lane), most));
    return lane.ready.length <= target / 2 ? target - lane.ready.length : 0;
  };

  return {
    free: (): number => concurrency - running,

    here(webhookId: string): LaneHere {
      const lane = lanes.get(webhookId);
      if (lane === undefined) return { own: 0, running: 0, ready: 0, ahead: 0 };
      const { own, ready } = lane;
      return { own, running: lane.running, ready: ready.length, ahead: aheadOf(lane) };
    },

    add({ claims, allowed, ...found }: Found): void {
      ({ known, due } = found);
      for (const [id, { own }] of lanes) if (own === 0 && !known.includes(id)) lanes.delete(id);
      const taken = new Set(claims.map((claim) => claim.webhookId));
      for (const [webhookId, requests] of allowed) {
        const lane = of(webhookId);
        // Where nothing was taken, what was allowed before still is: others have taken less for it.
        lane.allowed = taken.has(webhookId) ? requests : Math.max(requests, lane.allowed);
      }
      for (const claim of claims) {
        const lane = of(claim.webhookId);
        lane.ready.push(claim);
        lane.own += 1;
      }
      if (claims.length > 0)
        longest = Math.max(1, ...claims.map((claim) => claim.body?.length ?? 0));
    },

    /** Claims that have a slot, from now on under way. */
    begin(): Claim[] {
      const waiting = [...lanes]
        .filter(([, lane]) => lane.ready.length > 0)
        .map(([webhookId, lane]) => ({
          webhookId,
          room: Math.min(lane.ready.length, lane.allowed - lane.running),
          inFlight: lane.running,
        }));
      if (waiting.length === 0) return [];
      const isIdle = (id: string) => (lanes.get(id)?.own ?? 0) === 0;
      const idle = known.filter(isIdle).length;
      const given = allot(waiting, { free: concurrency - running, total: concurrency, idle });
      return [...given].flatMap(([webhookId, count]) => {
        const lane = of(webhookId);
        lane.running += count;
        running += count;
        return lane.ready.splice(0, count);
      });
    },

    ended({ webhookId }: Claim): void {
      const lane = of(webhookId);
      lane.running -= 1;
      running -= 1;
      lane.pace = paceOf(lane) + 1;
      lane.pacedAt = now();
    },

    /** From now on the database may not count it any more. */
    letGo({ webhookId }: Claim): void {
      of(webhookId).own -= 1;
    },

    /** Whether a look at the lanes could find something to take. */
    isShort: (): boolean =>
      due.some((webhookId) => {
        const lane = of(webhookId);
        return lane.ready.length === 0 || aheadOf(lane) > 0;
      }),

    /** Takes out what waits for a slot in some lanes. */
    remove: (webhookIds: Iterable<string>): Claim[] =>
      [...webhookIds].flatMap((webhookId) => lanes.get(webhookId)?.ready.splice(0) ?? []),
  };
}

export type Slots = ReturnType<typeof createSlots>;

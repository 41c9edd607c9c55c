import { allot } from '../../domain/lane';
import { HANDFUL_MS } from '../../domain/handful';
import { groupBy } from '../../lib/group-by';
import type { Taken, TakenFrom } from '../claim';
import type { Claim } from '../claimed-row';
import type { Attempted } from '../holding';
import type { LaneHere } from '../lane-room';

interface LaneState {
  ready: Claim[];
  running: number;
  own: number;
  /** Requests that may be under way here at once; what other instances hold is left to them. */
  allowed: number;
  /** Requests that ended lately, an older one counting for less. */
  pace: number;
  pacedAt: number;
  /** Whether all went well in the slot that ended last. */
  isWell: boolean;
}

/** What was found at a look at the lanes, and what was taken. */
type Found = Omit<Taken, 'rows' | 'nextAt'> & { claims: readonly Claim[] };

/** The same of some lanes. */
type FoundIn = Pick<TakenFrom, 'allowed'> & { claims: readonly Claim[] };

/** For how long a lane is provided for: about so many milliseconds of what it gets through. */
const AHEAD_MS = 300;
/** At most so many claims, and so many characters of bodies, wait for a slot of their lane. */
const AHEAD_MOST = 1_000;
const AHEAD_CHARACTERS = 8 * 1_048_576;
/** What a slot is given at once should last for about so long: half of the time it has for it. */
const HANDFUL_TARGET_MS = HANDFUL_MS / 2;
const HANDFUL_MOST = 32;

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
      lane = { ready: [], running: 0, own: 0, allowed: 0, pace: 0, pacedAt: 0, isWell: true };
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

  /** How many a slot is given at once, to be sent one after another. */
  const handfulOf = (lane: LaneState): number => {
    if (!lane.isWell) return 1;
    const perMs = paceOf(lane) / AHEAD_MS / Math.max(lane.allowed, 1);
    return Math.min(Math.max(1, Math.floor(perMs * HANDFUL_TARGET_MS)), HANDFUL_MOST);
  };

  const put = (claims: readonly Claim[], allowed: ReadonlyMap<string, number>): void => {
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
    if (claims.length > 0) longest = Math.max(1, ...claims.map((claim) => claim.body?.length ?? 0));
  };

  /** Also while its last result is being written: the slot that it needs next is not to be given away meanwhile. */
  const isIdle = (id: string): boolean => {
    const lane = lanes.get(id);
    return lane === undefined || (lane.running === 0 && lane.ready.length === 0);
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
      put(claims, allowed);
    },

    addFrom: ({ claims, allowed }: FoundIn): void => put(claims, allowed),

    /** Lanes beside some that have nothing to send, as far as known. */
    idleBeside: (webhookIds: readonly string[]): number =>
      known.filter((id) => !webhookIds.includes(id) && isIdle(id)).length,

    /** Claims that have a slot, from now on under way; what one slot holds is sent one after another. */
    begin(): Claim[][] {
      const waiting = [...lanes]
        .filter(([, lane]) => lane.ready.length > 0)
        .map(([webhookId, lane]) => ({
          webhookId,
          room: Math.min(lane.ready.length, lane.allowed - lane.running),
          inFlight: lane.running,
        }));
      if (waiting.length === 0) return [];
      const idle = known.filter(isIdle).length;
      const given = allot(waiting, { free: concurrency - running, total: concurrency, idle });
      return [...given].flatMap(([webhookId, count]) => {
        const lane = of(webhookId);
        lane.running += count;
        running += count;
        return dealt(lane.ready.splice(0, count * handfulOf(lane)), count);
      });
    },

    /** What was not begun: it is the first of its lane to be begun, one at a time until that goes well. */
    left(claims: readonly Claim[]): void {
      for (const [webhookId, own] of groupBy(claims, (claim) => claim.webhookId)) {
        const lane = of(webhookId);
        lane.ready.unshift(...own);
        lane.isWell = false;
      }
    },

    /** A slot of a lane is free again. */
    ended(webhookId: string, attempted: readonly Attempted[]): void {
      const lane = of(webhookId);
      lane.running -= 1;
      running -= 1;
      lane.pace = paceOf(lane) + attempted.filter((it) => it !== 'left').length;
      lane.pacedAt = now();
      lane.isWell = attempted.every((it) => it === 'delivered');
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

/** Among so many slots, the first of all to the first of each. */
function dealt(claims: readonly Claim[], slots: number): Claim[][] {
  return Array.from({ length: slots }, (_, slot) =>
    claims.filter((_claim, place) => place % slots === slot)
  );
}

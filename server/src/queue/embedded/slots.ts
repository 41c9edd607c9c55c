import { allot } from '../../domain/lane';
import { HANDFUL_MS, PATIENCE_MS } from '../../domain/handful';
import { groupBy } from '../../lib/group-by';
import type { Taken, TakenFrom } from '../claim';
import type { Claim } from '../claimed-row';
import type { Attempted } from '../holding';
import type { LaneHere } from '../lane-room';
import { MOST_TEXT } from '../within-text';
import { createPace, PACE_MS, type Pace } from './pace';

interface LaneState {
  ready: Claim[];
  /** Slots it has: so many of what was handed over may be under way. */
  running: number;
  /** Requests that were handed over and have not ended, and when the last of them was. */
  handed: number;
  handedAt: number;
  own: number;
  /** Characters of the bodies of what waits and of what was handed over. */
  text: number;
  /** Requests that may be under way here at once; what other instances hold is left to them. */
  allowed: number;
  pace: Pace;
  /** Whether the request that ended last went well. */
  isWell: boolean;
}

/** What was found at a look at the lanes, and what was taken. */
type Found = Omit<Taken, 'rows' | 'nextAt'> & { claims: readonly Claim[] };

/** The same of some lanes. */
type FoundIn = Omit<TakenFrom, 'rows'> & { claims: readonly Claim[] };

/** A lane is provided for with its pace; at most so many claims wait for a slot of their lane. */
const AHEAD_MOST = 1_000;
/** Requests that are handed over at most for each slot. */
const HANDFUL_MOST = 96;

/** Requests of one lane, the first to be begun first, so many of them at once. */
export interface Handful {
  claims: Claim[];
  atOnce: number;
}

export interface Ended {
  claim: Claim;
  attempted: Attempted;
}

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
  /** Lanes there are, and those that had more that is due when last looked at or claimed from. */
  let known: readonly string[] = [];
  let due = new Set<string>();
  let running = 0;
  /** Characters of the bodies that are held here, in all lanes. */
  let text = 0;

  const of = (webhookId: string): LaneState => {
    let lane = lanes.get(webhookId);
    if (lane === undefined) {
      lane = {
        ready: [],
        running: 0,
        handed: 0,
        handedAt: 0,
        own: 0,
        text: 0,
        allowed: 0,
        pace: createPace(now),
        isWell: true,
      };
      lanes.set(webhookId, lane);
    }
    return lane;
  };

  const changeText = (claims: readonly Claim[], sign: 1 | -1): void => {
    for (const { webhookId, body } of claims) {
      const change = sign * (body?.length ?? 0);
      of(webhookId).text += change;
      text += change;
    }
  };

  /** What is not under way, by what the bodies of the lane come to on average. */
  const waitingText = ({ ready, running: slots, handed, text: all }: LaneState): number => {
    const held = ready.length + handed;
    return held === 0 ? 0 : (all * Math.max(0, held - slots)) / held;
  };

  /** Nothing until half of what was provided is used: few large claims rather than many small ones. */
  const aheadOf = (lane: LaneState): number => {
    if (waitingText(lane) > MOST_TEXT.ofLane / 2 || text >= MOST_TEXT.inAll) return 0;
    const target = Math.floor(Math.min(lane.pace.current(), AHEAD_MOST));
    return lane.ready.length <= target / 2 ? target - lane.ready.length : 0;
  };

  /** A slot that was not to be had may be by now, by whoever had it. */
  const couldTake = (lane: LaneState): boolean =>
    (lane.ready.length === 0 && lane.own < Math.max(lane.allowed, 1)) || aheadOf(lane) > 0;

  /** How many are handed over for each slot of a lane. */
  const handfulOf = (lane: LaneState): number => {
    if (!lane.isWell) return 1;
    const perMs = lane.pace.current() / PACE_MS / Math.max(lane.allowed, 1);
    return Math.min(Math.max(1, Math.floor(perMs * HANDFUL_MS)), HANDFUL_MOST);
  };

  /**
   * How many to hand over: a handful for each slot, again when half of that is used, so that none of its slots
   * waits for more. Where others want its slots it is given none but for those it just got: the rest come free.
   */
  const moreOf = (lane: LaneState, count: number, isWanted: boolean): number => {
    const most = (lane.running + count) * handfulOf(lane) - lane.handed;
    if (isWanted || lane.running > lane.allowed) return Math.min(count * handfulOf(lane), most);
    return count > 0 || most >= lane.handed ? most : 0;
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
    changeText(claims, 1);
  };

  /** Also while its last result is being written: the slot that it needs next is not to be given away meanwhile. */
  const isIdle = (id: string): boolean => {
    const lane = lanes.get(id);
    return lane === undefined || (lane.running === 0 && lane.ready.length === 0);
  };

  return {
    free: (): number => concurrency - running,

    /** Characters of bodies for which there is room, those that there are slots for aside. */
    textRoom: (): number => Math.max(0, MOST_TEXT.inAll - text),

    here(webhookId: string): LaneHere {
      const lane = lanes.get(webhookId);
      if (lane === undefined) return { own: 0, running: 0, ready: 0, ahead: 0 };
      const { own, ready } = lane;
      return { own, running: lane.running, ready: ready.length, ahead: aheadOf(lane) };
    },

    add({ claims, allowed, ...found }: Found): void {
      known = found.known;
      due = new Set(found.due);
      for (const [id, { own, handed }] of lanes) {
        if (own === 0 && handed === 0 && !known.includes(id)) lanes.delete(id);
      }
      put(claims, allowed);
    },

    addFrom({ claims, allowed, emptied }: FoundIn): void {
      for (const id of allowed.keys()) {
        if (emptied.has(id)) due.delete(id);
        else due.add(id);
      }
      put(claims, allowed);
    },

    /** Lanes beside some that have nothing to send, as far as known. */
    idleBeside: (webhookIds: readonly string[]): number =>
      known.filter((id) => !webhookIds.includes(id) && isIdle(id)).length,

    /** What is to be handed over, from now on under way. */
    begin(): Handful[] {
      const waiting = [...lanes]
        .filter(([, lane]) => lane.ready.length > 0)
        .map(([webhookId, lane]) => ({
          webhookId,
          room: Math.min(lane.ready.length, lane.allowed - lane.running),
          inFlight: lane.running,
        }))
        // What comes free goes to who has least, and not back to who had it.
        .sort((one, other) => one.inFlight - other.inFlight);
      if (waiting.length === 0) return [];
      const idle = known.filter(isIdle).length;
      const given = allot(waiting, { free: concurrency - running, total: concurrency, idle });
      const countOf = ({ webhookId }: { webhookId: string }) => given.get(webhookId) ?? 0;
      const short = waiting.filter((lane) => lane.room > countOf(lane));
      return waiting.flatMap((open) => {
        const isWanted = short.some((other) => other !== open);
        const lane = of(open.webhookId);
        const count = countOf(open);
        const claims = lane.ready.splice(0, Math.max(0, moreOf(lane, count, isWanted)));
        // A slot is taken with something to send in it.
        const taken = Math.min(count, claims.length);
        lane.running += taken;
        running += taken;
        lane.handed += claims.length;
        if (claims.length > 0) lane.handedAt = now();
        return claims.length === 0 ? [] : [{ claims, atOnce: lane.running }];
      });
    },

    /** What was not begun is the first of its lane to be begun, one for each slot until one goes well. */
    ended(all: readonly Ended[]): void {
      for (const [webhookId, own] of groupBy(all, ({ claim }) => claim.webhookId)) {
        const lane = of(webhookId);
        const left = own.filter(({ attempted }) => attempted === 'left').map(({ claim }) => claim);
        const attempted = own.filter((it) => it.attempted !== 'left').map(({ claim }) => claim);
        const wentWell = own.every((it) => it.attempted === 'delivered');
        lane.handed -= own.length;
        const freed = Math.max(0, lane.running - lane.handed);
        lane.running -= freed;
        running -= freed;
        const isDry = wentWell && lane.handed === 0 && now() - lane.handedAt < PATIENCE_MS;
        lane.pace.ended(attempted.length, isDry);
        lane.isWell = left.length === 0 && own.at(-1)?.attempted === 'delivered';
        lane.ready.unshift(...left);
        changeText(attempted, -1);
      }
    },

    /** From now on the database may not count it any more. */
    letGo({ webhookId }: Claim): void {
      of(webhookId).own -= 1;
    },

    /** Whether a look at the lanes could find something to take, in any or in one of some. */
    isShort(among: Iterable<string> = due): boolean {
      for (const id of among) if (due.has(id) && couldTake(of(id))) return true;
      return false;
    },

    /** Takes out what waits for a slot in some lanes. */
    remove(webhookIds: Iterable<string>): Claim[] {
      const removed = [...webhookIds].flatMap((id) => lanes.get(id)?.ready.splice(0) ?? []);
      changeText(removed, -1);
      return removed;
    },
  };
}

export type Slots = ReturnType<typeof createSlots>;

import { rateOf, type LaneLimits } from '../domain/lane';
import type { Lane } from '../stores/lane-store';

/** What is done for a lane: here, or over all instances where slots are handed round. */
export interface LaneHere {
  /** Its rows in `sending`, those left out whose results are being written. */
  own: number;
  /** Requests under way. */
  running: number;
  /** Claims that wait for a slot. */
  ready: number;
  /** How many claims more should wait for one. */
  ahead: number;
}

export interface RoomOptions {
  now: number;
  /** What is done for a lane; asked after the database, so that it is never behind it. */
  here(lane: Pick<Lane, 'webhookId' | 'sending'>): LaneHere;
}

/** For how much of what is due in a lane there is room. */
export function createLaneRoom(limitsOf: (webhookId: string) => LaneLimits) {
  /** Requests that may be under way here; the rest is other instances'. */
  const allowedOf = (lane: Lane, { here }: RoomOptions): number =>
    limitsOf(lane.webhookId).concurrency - (lane.sending - here(lane).own);

  /** What could be begun at once. */
  const roomOf = (lane: Lane, options: RoomOptions): number => {
    const { running, ready } = options.here(lane);
    const { rateLimitPerSecond } = limitsOf(lane.webhookId);
    const rate = rateOf(rateLimitPerSecond, lane.nextAt, options.now);
    return Math.max(0, Math.min(allowedOf(lane, options) - running - ready, rate.room));
  };

  /** What is taken to be begun later; nothing where each is to be begun at its own time or turn. */
  const aheadOf = (lane: Lane, options: RoomOptions): number => {
    const { ordered, rateLimitPerSecond } = limitsOf(lane.webhookId);
    if (ordered || rateLimitPerSecond !== null || allowedOf(lane, options) <= 0) return 0;
    return options.here(lane).ahead;
  };

  return {
    allowedOf,
    roomOf,
    aheadOf,

    isOpen: (lane: Lane, options: RoomOptions): boolean =>
      openAt(lane) <= options.now && (roomOf(lane, options) > 0 || aheadOf(lane, options) > 0),

    /** When a lane may send again, its slots apart. */
    readyAt(lane: Lane): number {
      const isLimited = limitsOf(lane.webhookId).rateLimitPerSecond !== null;
      return Math.max(openAt(lane), isLimited ? (lane.nextAt ?? 0) : 0);
    },
  };
}

/** When a lane has something to send, its slots and rate apart; never where nothing is pending. */
export function openAt(lane: Lane): number {
  return lane.dueAt === null ? Infinity : Math.max(lane.dueAt, lane.throttledUntil ?? 0);
}

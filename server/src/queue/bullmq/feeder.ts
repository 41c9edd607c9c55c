import { groupBy } from '../../lib/group-by';
import { createLoop } from '../../lib/loop';
import { describeError, type Logger } from '../../lib/logger';
import type { TakeClaims } from '../claim';
import { HEARTBEAT_MS, LEASE_MS } from '../holding';
import type { Held, Leases } from '../leases';
import { MOST_TEXT } from '../within-text';
import type { SlotJob } from './engine';
import type { Link } from './link';

export interface FeederDeps {
  take: TakeClaims;
  leases: Pick<Leases, 'prolong' | 'giveBack' | 'heldWith'>;
  link: Pick<Link, 'engine' | 'lost'>;
  now(): number;
  /** Unique to every claim statement, on every instance. */
  newToken(): string;
  onHold(): readonly string[];
  /** Requests that may be under way at once, over all instances and webhooks. */
  slotsInAll(): number;
  /** Deliveries that a slot of the webhook gets through in the time a slot is meant to last. */
  slotSizeOf(webhookId: string): number;
  log: Logger;
}

/** A slot that is in the engine and that nobody has begun, as far as known. */
interface WaitingSlot {
  job: SlotJob;
  held: readonly Held[];
  since: number;
}

const POLL_MS = 500;

/** Slots that end within so many milliseconds are filled again together. */
const TOGETHER_MS = 25;

/**
 * Claims slots in the database and puts them into the engine, each as a job. It puts no more there than there
 * are workers for, over all instances, so the engine holds little whatever waits in the database.
 *
 * The leases of what nobody has begun are kept alive here. What waits for long is put in again under its name,
 * which changes nothing where it is there still, and repairs an engine that has forgotten.
 */
export function createFeeder(deps: FeederDeps) {
  const { take, leases, link, now, newToken, slotsInAll, log } = deps;
  const waiting = new Map<string, WaitingSlot>();
  /** Whether more was due than there was room for, when last looked. */
  let isShort = false;
  let soon: NodeJS.Timeout | undefined;

  const giveBack = async (slots: readonly WaitingSlot[]) => {
    for (const { job } of slots) waiting.delete(job.token);
    // What somebody has begun has another token by now and is left alone.
    if (slots.length > 0) await leases.giveBack(slots.flatMap(({ held }) => held));
  };

  const put = async (slots: readonly WaitingSlot[]) => {
    try {
      const engine = link.engine();
      if (engine === undefined) return await giveBack(slots);
      await engine.add(slots.map(({ job }) => job));
    } catch (error) {
      link.lost(error);
      await giveBack(slots);
    }
  };

  const loop = createLoop({
    everyMs: POLL_MS,
    round: async () => {
      // What cannot be handed out is not claimed.
      if (link.engine() === undefined) return false;
      const startedAt = now();
      const { rows, due, nextAt } = await take({
        now: startedAt,
        leaseMs: LEASE_MS,
        token: newToken(),
        slots: (lanes) => {
          const total = slotsInAll();
          const inUse = lanes.reduce((sum, lane) => sum + lane.sending, 0);
          return { free: Math.max(0, total - inUse), total };
        },
        text: MOST_TEXT.inAll,
        here: ({ sending }) => ({ own: sending, running: sending, ready: 0, ahead: 0 }),
        perSlot: deps.slotSizeOf,
        onHold: deps.onHold(),
      });
      isShort = due.length > 0;
      const slots = [...groupBy(rows, (row) => row.lease_token)].map(([token, own]) => ({
        job: { token, webhookId: own[0]!.webhook_id, deliveryId: own[0]!.delivery_id },
        held: own.map((row) => ({ id: row.delivery_id, token })),
        since: startedAt,
      }));
      for (const slot of slots) waiting.set(slot.job.token, slot);
      if (slots.length > 0) await put(slots);
      return nextAt === null ? false : nextAt - now();
    },
    onError: (error) => log.error(`Due deliveries could not be claimed: ${describeError(error)}`),
    onRecovery: () => log.info('Due deliveries are claimed again'),
  });

  return {
    start: loop.start,
    wake: loop.wake,

    /** A slot has ended: what there was no room for before may have some now. */
    freed(): void {
      if (!isShort || soon !== undefined) return;
      soon = setTimeout(() => {
        soon = undefined;
        loop.wake();
      }, TOGETHER_MS);
    },

    /** Claimed, and as far as known begun by nobody. */
    waiting: (): Held[] => [...waiting.values()].flatMap(({ held }) => held),

    /** A slot was begun here. */
    begun: (token: string): void => void waiting.delete(token),

    /** Keeps alive what nobody has begun yet, and sees to it that the engine has it. */
    async keep(): Promise<void> {
      if (waiting.size === 0) return;
      const startedAt = now();
      const still = groupBy(await leases.heldWith([...waiting.keys()]), ({ token }) => token);
      for (const [token, { since }] of waiting) {
        if (since <= startedAt && !still.has(token)) waiting.delete(token);
      }
      await leases.prolong([...still.values()].flat(), startedAt + LEASE_MS);
      const long = [...waiting.values()].filter(({ since }) => since < startedAt - HEARTBEAT_MS);
      if (long.length > 0) await put(long);
    },

    async stop(): Promise<void> {
      await loop.stop();
      isShort = false;
      clearTimeout(soon);
    },

    /** What waits in the engine need not wait for this process. */
    giveAllBack: (): Promise<void> => giveBack([...waiting.values()]),
  };
}

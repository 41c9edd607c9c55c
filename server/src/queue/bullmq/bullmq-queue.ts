import { paceAfter, slotSizeOf, type Pace } from '../../domain/slot-size';
import { createLoop } from '../../lib/loop';
import { describeError } from '../../lib/logger';
import type { Claim } from '../claimed-row';
import { createHolding, HEARTBEAT_MS, LEASE_MS, type HoldingDeps } from '../holding';
import type { Leases } from '../leases';
import type { DeliveryQueue } from '../queue';
import { createBell } from './bell';
import { createFeeder, type FeederDeps } from './feeder';
import { createLink } from './link';
import type { OpenEngine } from './load-engine';
import { runSlot } from './slot';
import type { TakeOver } from './take-over';

type FromHolding = Pick<HoldingDeps, 'record' | 'perform' | 'now' | 'log'>;
type FromFeeder = Pick<FeederDeps, 'take' | 'newToken' | 'onHold' | 'slotsInAll'>;

export interface BullmqQueueDeps extends FromHolding, FromFeeder {
  /**
   * Loads what is installed for it, or throws.
   * @returns what opens the engine, which rejects soon where that cannot be reached.
   */
  load(): OpenEngine;
  takeOver: TakeOver;
  leases: Leases;
  /** Of some webhooks, those whose receivers asked to be left alone until later. */
  throttled(webhookIds: readonly string[], now: number): Promise<string[]>;
  /** Requests under way here; null: this process delivers nothing, and only rings. */
  concurrency: number | null;
  /** So many leases of dead processes had run out. */
  reclaimed(count: number): void;
  /** Somebody rang: events were committed. */
  rung(): void;
}

/** Whoever asks how the queue is wants to know it within two seconds. */
const HEALTH_MS = 1_500;

/**
 * The queue on BullMQ. What is due is claimed in the database, by lane and slot, as `embedded` does it; the
 * engine hands the slots out to the processes that deliver. Any of them runs any slot, by taking it over in the
 * database first. The deliveries table is the truth: what the engine forgets is put there again, or comes back
 * when its lease ends.
 */
export function createBullmqQueue(deps: BullmqQueueDeps): DeliveryQueue {
  const { load, takeOver, leases, now, log, concurrency, rung } = deps;
  const paces = new Map<string, Pace>();
  /** Jobs under way here, and the tokens of the slots whose requests go on. */
  const running = new Set<Promise<void>>();
  const sending = new Set<string>();
  /** What shares its slot with others. */
  const ofSeveral = new WeakSet<Claim>();
  let open: OpenEngine | undefined;
  let isStopping = false;

  const link = createLink({
    connect: async (onError) => {
      if (open === undefined) throw new Error('not started');
      const work = concurrency === null ? null : { run, concurrency };
      return open({ work, rung, onError });
    },
    up: () => feeder.wake(),
    log,
  });
  const feeder = createFeeder({
    ...deps,
    link,
    slotSizeOf: (webhookId) => slotSizeOf(paces.get(webhookId) ?? null),
  });
  const holding = createHolding({
    ...deps,
    // There are others of its slot to come. A slot of several may wait for those of other slots as well; the
    // lane of one that has ended waits for its record.
    mayWait: (claim) =>
      claim.orderKey === null &&
      (sending.has(claim.token) || (ofSeveral.has(claim) && sending.size > 0)),
    letGo: () => undefined,
    settled: ({ token }) => {
      if (!sending.has(token)) feeder.freed();
    },
  });

  const attempt = async (claim: Claim) => {
    const startedAt = performance.now();
    await holding.attempt(claim);
    const took = performance.now() - startedAt;
    const pace = paces.get(claim.webhookId) ?? null;
    paces.set(claim.webhookId, paceAfter(pace, took, claim.body?.length ?? 0));
  };

  const runClaims = async (claims: readonly Claim[]) => {
    const webhookIds = [...new Set(claims.map((claim) => claim.webhookId))];
    const throttled = await deps.throttled(webhookIds, now());
    await runSlot(claims, {
      attempt,
      isOnHold: (id) =>
        isStopping || [...throttled, ...holding.throttled(), ...deps.onHold()].includes(id),
      giveBack: holding.giveBack,
    });
  };

  const runJob = async (slot: string) => {
    const until = now() + LEASE_MS;
    const claims = await takeOver(slot, until);
    feeder.begun(slot);
    const [first] = claims;
    // It was lost meanwhile, cancelled, or taken by another: the database knows.
    if (first === undefined) return;
    holding.add(claims, until);
    sending.add(first.token);
    if (claims.length > 1) claims.forEach((claim) => ofSeveral.add(claim));
    try {
      await runClaims(claims);
    } finally {
      sending.delete(first.token);
    }
  };

  const run = (slot: string): Promise<void> => {
    const job = runJob(slot).finally(() => running.delete(job));
    running.add(job);
    return job;
  };

  const upkeep = createLoop({
    everyMs: HEARTBEAT_MS,
    round: async () => {
      await holding.keep();
      await feeder.keep();
      const own = [...holding.claims(), ...feeder.waiting()];
      const reclaimed = await leases.reclaim(now(), own);
      if (reclaimed > 0) {
        deps.reclaimed(reclaimed);
        feeder.wake();
      }
      return false;
    },
    onError: (error) => log.error(`Leases could not be kept: ${describeError(error)}`),
    onRecovery: () => log.info('Leases are kept again'),
  });

  const bell = createBell(async () => link.engine()?.ring());

  return {
    async start() {
      open = load();
      link.start();
      if (concurrency === null) return;
      feeder.start();
      upkeep.start();
    },
    // Slots are claimed by the feeder alone, which knows how many there may be.
    async admit({ deliveries }, write) {
      const written = await write(async () => undefined);
      if (deliveries.length > 0) feeder.wake();
      return written;
    },
    wake: () => feeder.wake(),
    // Who delivers relays, too.
    ring: () => (concurrency === null ? bell.ring() : rung()),
    health: async () => ({ kind: 'bullmq', isReachable: await link.answers(HEALTH_MS) }),
    async stop() {
      isStopping = true;
      bell.stop();
      await feeder.stop();
      await link.pause();
      while (running.size > 0) await Promise.allSettled(running);
      await holding.record();
      await upkeep.stop();
      await link.stop();
      await holding.end();
      await feeder.giveAllBack();
    },
  };
}

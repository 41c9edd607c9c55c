import { createLoop } from '../../lib/loop';
import { describeError, type Logger } from '../../lib/logger';
import type { DeliveryQueue, Perform } from '../queue';
import type { TakeClaims } from './claim';
import type { Claim } from './claimed-row';
import { createGroupCommit } from './group-commit';
import type { Leases } from './leases';
import type { Finished, RecordResults } from './record';
import { createSlots } from './slots';

export interface EmbeddedQueueDeps {
  take: TakeClaims;
  record: RecordResults;
  leases: Leases;
  perform: Perform;
  now(): number;
  /** Unique to every claim statement, on every instance. */
  newToken(): string;
  /** Webhooks whose deliveries wait. */
  onHold(): readonly string[];
  /** So many deliveries were taken over from instances that died. */
  reclaimed(count: number): void;
  log: Logger;
  /** Requests under way here, over all webhooks. */
  concurrency: number;
}

/** How long a dead instance keeps what it held. */
const LEASE_MS = 8_000;
const HEARTBEAT_MS = 2_000;
/** How often to look for what other instances left, when nothing is known to become due. */
const POLL_MS = 500;

/** Of the deliveries a line of the log is about. */
const IDS_LOGGED = 5;

/**
 * The queue on Strapi's own database. Claims are taken many per statement, some of them before there
 * is a slot for them (`slots.ts`), and results are written many per transaction; a slot is free again
 * as soon as its request has ended.
 */
export function createEmbeddedQueue(deps: EmbeddedQueueDeps): DeliveryQueue {
  const { take, record, leases, perform, now, newToken, log, concurrency } = deps;
  const slots = createSlots({ concurrency, now });
  /** Everything claimed and not recorded yet, and until when it is surely held. */
  const held = new Map<Claim, number>();
  /** Claimed and not attempted, by when; their leases run out. */
  const unattempted = new Map<Claim, number>();
  const running = new Set<Promise<void>>();
  /** Lanes whose receiver asked to be left alone, until that is recorded. */
  const throttled = new Map<string, Claim>();
  /** Claims whose results are written, or were tried to be. */
  const recorded = new WeakSet<Claim>();
  let isStopping = false;

  const letGo = (claim: Claim) => {
    if (!recorded.has(claim)) slots.letGo(claim);
    recorded.add(claim);
  };

  const results = createGroupCommit<Finished>({
    write: (finished) => {
      finished.forEach(({ claim }) => letGo(claim));
      return record(finished);
    },
    // Others to come share the commit, unless something waits for it in its turn.
    mayWait: ({ claim }) => running.size > 0 && claim.orderKey === null,
    settled: ({ claim }) => {
      held.delete(claim);
      if (throttled.get(claim.webhookId) === claim) throttled.delete(claim.webhookId);
      // The lane has room again, which other instances and the next claim see from now on.
      if (slots.isShort()) taking.wake();
    },
    onError: (finished, error, isLast) => {
      const ids = finished.map(({ claim }) => claim.id);
      const some = `${ids.slice(0, IDS_LOGGED).join(', ')}${ids.length > IDS_LOGGED ? ', …' : ''}`;
      const next = isLast ? 'They are sent again when their lease ends' : 'They are recorded later';
      log.error(
        `Attempts of ${ids.length} deliveries could not be recorded (${some}): ` +
          `${describeError(error)}. ${next}.`
      );
    },
    onRecovery: () => log.info('Attempts are recorded again'),
  });

  const run = async (claim: Claim) => {
    // The process was held up for longer than a lease: it may be another's by now.
    if ((held.get(claim) ?? 0) <= now()) {
      held.delete(claim);
      letGo(claim);
      return;
    }
    try {
      const result = await perform(claim);
      if (result.throttledUntil !== null) throttled.set(claim.webhookId, claim);
      results.add({ claim, result });
    } catch (error) {
      log.error(`Delivery ${claim.id} could not be attempted: ${describeError(error)}`);
      // Its lease runs out: the delivery comes back then, and not at once into the same failure.
      held.delete(claim);
      unattempted.set(claim, now());
      letGo(claim);
    }
  };

  const launch = (claim: Claim) => {
    const request = run(claim).finally(() => {
      running.delete(request);
      slots.ended(claim);
      begin();
    });
    running.add(request);
  };

  const onHold = () => [...deps.onHold(), ...throttled.keys()];

  /** Begins what there are slots for, and gives back what is not to be begun any more. */
  const begin = () => {
    if (isStopping) return;
    const dropped = slots.remove(onHold());
    for (const claim of dropped) {
      held.delete(claim);
      letGo(claim);
    }
    if (dropped.length > 0) {
      // Where it fails, they come back when their lease ends.
      leases.giveBack(dropped).catch((error: unknown) => {
        log.error(`Deliveries on hold could not be given back: ${describeError(error)}`);
      });
    }
    slots.begin().forEach(launch);
  };

  const taking = createLoop({
    everyMs: POLL_MS,
    round: async () => {
      const startedAt = now();
      const { nextAt, ...taken } = await take({
        now: startedAt,
        leaseMs: LEASE_MS,
        token: newToken(),
        slots: { free: slots.free(), total: concurrency },
        here: slots.here,
        onHold: onHold(),
      });
      taken.claims.forEach((claim) => held.set(claim, startedAt + LEASE_MS));
      slots.add(taken);
      begin();
      return nextAt === null ? false : nextAt - now();
    },
    onError: (error) => log.error(`Due deliveries could not be claimed: ${describeError(error)}`),
    onRecovery: () => log.info('Due deliveries are claimed again'),
  });

  const upkeep = createLoop({
    everyMs: HEARTBEAT_MS,
    round: async () => {
      for (const [claim, since] of unattempted) {
        if (since < now() - LEASE_MS) unattempted.delete(claim);
      }
      const until = now() + LEASE_MS;
      const claims = [...held.keys()];
      if (claims.length > 0) await leases.prolong(claims, until);
      // What came to its end meanwhile may be another's by now, and is not begun.
      for (const claim of claims) if ((held.get(claim) ?? 0) > now()) held.set(claim, until);
      const reclaimed = await leases.reclaim(now(), [...held.keys()]);
      if (reclaimed > 0) {
        deps.reclaimed(reclaimed);
        taking.wake();
      }
      return false;
    },
    onError: (error) => log.error(`Leases could not be kept: ${describeError(error)}`),
    onRecovery: () => log.info('Leases are kept again'),
  });

  return {
    start() {
      taking.start();
      upkeep.start();
    },
    wake: () => taking.wake(),
    // It works on Strapi's database, which is asked for itself.
    health: async () => ({ kind: 'embedded', isReachable: true }),
    async stop() {
      isStopping = true;
      await taking.stop();
      await Promise.all(running);
      await results.end();
      await upkeep.stop();
      // What was not attempted or not recorded: another instance need not wait for its lease.
      const left = [...held.keys(), ...unattempted.keys()];
      if (left.length > 0) await leases.giveBack(left);
    },
  };
}

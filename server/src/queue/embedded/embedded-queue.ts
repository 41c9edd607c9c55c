import { createLoop } from '../../lib/loop';
import { describeError, type Logger } from '../../lib/logger';
import type { DeliveryQueue, Perform } from '../queue';
import type { TakeClaims } from '../claim';
import type { Claim, ReadClaims } from '../claimed-row';
import { createHolding, HEARTBEAT_MS, LEASE_MS } from '../holding';
import type { Leases } from '../leases';
import type { RecordResults } from '../record';
import { createSlots } from './slots';

export interface EmbeddedQueueDeps {
  take: TakeClaims;
  readClaims: ReadClaims;
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
  /** Events were committed. */
  rung(): void;
}

/** How often to look for what other instances left, when nothing is known to become due. */
const POLL_MS = 500;

/**
 * The queue on Strapi's own database. Claims are taken many per statement, some of them before there
 * is a slot for them (`slots.ts`), and results are written many per transaction; a slot is free again
 * as soon as its request has ended.
 */
export function createEmbeddedQueue(deps: EmbeddedQueueDeps): DeliveryQueue {
  const { take, readClaims, leases, now, newToken, log, concurrency } = deps;
  const slots = createSlots({ concurrency, now });
  const running = new Set<Promise<void>>();
  let isStopping = false;

  const holding = createHolding({
    ...deps,
    // Others to come share the commit, unless something waits for it in its turn.
    mayWait: (claim) => running.size > 0 && claim.orderKey === null,
    letGo: slots.letGo,
    settled: () => {
      // The lane has room again, which other instances and the next claim see from now on.
      if (slots.isShort()) taking.wake();
    },
  });

  const launch = (claim: Claim) => {
    const request = holding.attempt(claim).finally(() => {
      running.delete(request);
      slots.ended(claim);
      begin();
    });
    running.add(request);
  };

  const onHold = () => [...deps.onHold(), ...holding.throttled()];

  /** Begins what there are slots for, and gives back what is not to be begun any more. */
  const begin = () => {
    if (isStopping) return;
    holding.giveBack(slots.remove(onHold()));
    slots.begin().forEach(launch);
  };

  const taking = createLoop({
    everyMs: POLL_MS,
    round: async () => {
      const startedAt = now();
      const { rows, nextAt, ...found } = await take({
        now: startedAt,
        leaseMs: LEASE_MS,
        token: newToken(),
        slots: () => ({ free: slots.free(), total: concurrency }),
        here: ({ webhookId }) => slots.here(webhookId),
        onHold: onHold(),
      });
      const claims = await readClaims(rows);
      holding.add(claims, startedAt + LEASE_MS);
      slots.add({ claims, ...found });
      begin();
      return nextAt === null ? false : nextAt - now();
    },
    onError: (error) => log.error(`Due deliveries could not be claimed: ${describeError(error)}`),
    onRecovery: () => log.info('Due deliveries are claimed again'),
  });

  const upkeep = createLoop({
    everyMs: HEARTBEAT_MS,
    round: async () => {
      await holding.keep();
      const reclaimed = await leases.reclaim(now(), holding.claims());
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
    async start() {
      taking.start();
      upkeep.start();
    },
    wake: () => taking.wake(),
    // It works on Strapi's database, which is asked for itself.
    health: async () => ({ kind: 'embedded', isReachable: true }),
    // There is no way to tell another instance; its relay looks every second.
    ring: deps.rung,
    async stop() {
      isStopping = true;
      await taking.stop();
      await Promise.all(running);
      await holding.record();
      await upkeep.stop();
      await holding.end();
    },
  };
}

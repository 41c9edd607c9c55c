import { gathered } from '../../lib/gathered';
import { createLoop } from '../../lib/loop';
import { createMutex } from '../../lib/mutex';
import { describeError, type Logger } from '../../lib/logger';
import type { KeptBody } from '../../stores/body-store';
import type { NewDelivery } from '../../stores/delivery-store';
import type { Arriving, ClaimWithin, DeliveryQueue, Perform } from '../queue';
import type { ClaimFrom, TakenFrom } from '../claim';
import type { ReadClaims } from '../claimed-row';
import { createHolding, HEARTBEAT_MS, LEASE_MS } from '../holding';
import type { Leases } from '../leases';
import type { RecordResults } from '../record';
import { createSlots, type Ended, type Handful } from './slots';

export interface EmbeddedQueueDeps {
  take: ClaimFrom['take'];
  takeFrom: ClaimFrom['takeFrom'];
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

/** Of more deliveries at once it would take long to claim them as they are written. */
const FEW = 1_000;

/** How often to look for what other instances left, when nothing is known to become due. */
const POLL_MS = 500;

/**
 * The queue on Strapi's own database. Claims are taken many per statement, some of them before there
 * is a slot for them (`slots.ts`), and results are written many per transaction; a slot is free again
 * as soon as its request has ended.
 */
export function createEmbeddedQueue(deps: EmbeddedQueueDeps): DeliveryQueue {
  const { take, takeFrom, readClaims, leases, now, newToken, log, concurrency } = deps;
  const slots = createSlots({ concurrency, now });
  const running = new Set<Promise<void>>();
  let isStopping = false;

  const holding = createHolding({
    ...deps,
    // Others to come share the commit, unless something waits for it in its turn.
    mayWait: (claim) => running.size > 0 && claim.orderKey === null,
    letGo: slots.letGo,
    settled: ({ orderKey }) => {
      // The lane has room again, which other instances and the next claim see from now on; and the next change
      // of its document may be due.
      if (orderKey !== null || slots.isShort()) taking.wake();
    },
  });

  const launch = ({ claims, atOnce }: Handful) => {
    for (const claim of claims) {
      const request = holding.attempt(claim, atOnce).then((attempted) => {
        running.delete(request);
        ended({ claim, attempted });
      });
      running.add(request);
    }
  };

  const onHold = () => [...deps.onHold(), ...holding.throttled()];

  /** Begins what there are slots for, and gives back what is not to be begun any more. */
  const begin = () => {
    if (isStopping) return;
    holding.giveBack(slots.remove(onHold()));
    slots.begin().forEach(launch);
  };

  /** With the next turn: one look for all that ended in this one, and what one of them asks for is known to all. */
  const ended = gathered<Ended>((all) => {
    slots.ended(all);
    begin();
  }, setImmediate);

  /** What is claimed counts as this instance's own when it is here: whoever claims next has to know it. */
  const claiming = createMutex();

  const claimNow = (startedAt: number) => ({
    now: startedAt,
    leaseMs: LEASE_MS,
    token: newToken(),
    text: slots.textRoom(),
    here: ({ webhookId }: { webhookId: string }) => slots.here(webhookId),
  });

  /** @returns in how many milliseconds to look again; false: when there is reason to. */
  const takeAll = async (): Promise<number | false> => {
    const startedAt = now();
    const { rows, nextAt, ...found } = await take({
      ...claimNow(startedAt),
      slots: () => ({ free: slots.free(), total: concurrency }),
      onHold: onHold(),
    });
    const claims = await readClaims(rows);
    holding.add(claims, startedAt + LEASE_MS);
    slots.add({ claims, ...found });
    begin();
    return nextAt === null ? false : nextAt - now();
  };

  /** What a transaction has claimed that has committed. @returns whether it could be read. */
  const takeUp = async (
    { rows, ...found }: TakenFrom,
    bodies: readonly KeptBody[],
    until: number
  ): Promise<boolean> => {
    try {
      const claims = await readClaims(rows, bodies);
      holding.add(claims, until);
      slots.addFrom({ claims, ...found });
      begin();
      return true;
    } catch (error) {
      log.error(`What was claimed could not be read and goes back: ${describeError(error)}`);
      const held = rows.map((row) => ({ id: row.delivery_id, token: row.lease_token }));
      // Where that fails, too, they come back when their leases end.
      await leases.giveBack(held).catch(() => undefined);
      return false;
    }
  };

  /** @returns what was written, and whether to look for what is still to be claimed. */
  const writeAndTake = async <T>(
    { deliveries, bodies }: Arriving,
    write: (claim: ClaimWithin) => Promise<T>
  ) => {
    const waiting = new Set(onHold());
    const all = [...new Set(deliveries.map((it) => it.webhookId))];
    const webhookIds = all.filter((id) => !waiting.has(id));
    let startedAt = 0;
    let taken: TakenFrom | undefined;
    let free: (() => void) | undefined;
    try {
      const written = await write(async (trx) => {
        // Whoever has it may wait for the connection of this transaction.
        free ??= claiming.tryTake();
        if (free === undefined) return;
        startedAt = now();
        const idle = slots.idleBeside(webhookIds);
        const room = { free: slots.free(), total: concurrency, idle };
        try {
          taken = await takeFrom({ ...claimNow(startedAt), webhookIds, slots: room }, trx);
        } catch (error) {
          // The transaction may be tried again, and wait for others: nobody here is to wait with it.
          free();
          free = taken = undefined;
          throw error;
        }
      });
      if (taken === undefined) return { written, isToLook: true };
      const isRead = await takeUp(taken, bodies, startedAt + LEASE_MS);
      const { allowed } = taken;
      // What there was no room for is taken when there is; to be looked for is what is due later, or has no lane yet.
      const isToFind = ({ webhookId, dueAt }: NewDelivery) =>
        !waiting.has(webhookId) && (dueAt > startedAt || !allowed.has(webhookId));
      const isToLook = !isRead || deliveries.some(isToFind) || slots.isShort(webhookIds);
      return { written, isToLook };
    } finally {
      free?.();
    }
  };

  const taking = createLoop({
    everyMs: POLL_MS,
    round: () => claiming.run(takeAll),
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
    async admit(arriving, write) {
      const { length } = arriving.deliveries;
      const isFew = length > 0 && length <= FEW && !isStopping;
      const { written, isToLook } = isFew
        ? await writeAndTake(arriving, write)
        : { written: await write(async () => undefined), isToLook: length > 0 };
      if (isToLook) taking.wake();
      return written;
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

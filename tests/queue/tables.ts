import { randomUUID } from 'node:crypto';
import type { DeliveryStatus } from '../../contracts/domain';
import type { LaneLimits } from '../../server/src/domain/lane';
import { createIds } from '../../server/src/lib/ids';
import { createTurns } from '../../server/src/delivery/sender/in-turn';
import { createClaim, type ClaimFrom } from '../../server/src/queue/claim';
import { createReadClaims } from '../../server/src/queue/claimed-row';
import { createDocumentOrder } from '../../server/src/queue/document-order';
import { createLeases } from '../../server/src/queue/leases';
import type { DeliveryQueue, Perform } from '../../server/src/queue/queue';
import { createRecord } from '../../server/src/queue/record';
import { createDatabase } from '../../server/src/stores/database';
import { createStores } from '../../server/src/stores/stores';
import { startStrapi } from '../helpers/strapi';
import type { SlotKind } from '../../server/src/stores/lane-store';
import type { NewTestDelivery, QueueHarness, RunnerOptions } from './harness';

const UNLIMITED: LaneLimits = { concurrency: 10_000, rateLimitPerSecond: null, ordered: false };
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const nothing = { rows: [], allowed: new Map(), known: [], due: [], nextAt: null };

/** What an implementation is made of in a harness. */
export interface QueueParts extends Omit<RunnerOptions, 'limits' | 'ahead' | 'onHold'> {
  take: ClaimFrom['take'];
  takeFrom: ClaimFrom['takeFrom'];
  record: ReturnType<typeof createRecord>;
  leases: ReturnType<typeof createLeases>;
  readClaims: ReturnType<typeof createReadClaims>;
  db: ReturnType<typeof createDatabase>;
  throttled: ReturnType<typeof createStores>['lanes']['throttled'];
  concurrency: number;
  now(): number;
  newToken(): string;
  onHold(): readonly string[];
  rung(): void;
  reclaimed(): void;
  log: typeof log;
}

export interface TestQueue {
  queue: DeliveryQueue;
  /** From now on it is handed nothing more. */
  cutOff?(): void;
}

/**
 * A queue on the tables of a real Strapi. That Strapi's own queue leaves the deliveries alone, because their
 * webhooks are disabled there.
 */
export async function startTables(slot: SlotKind, openQueue: (parts: QueueParts) => TestQueue) {
  const app = await startStrapi();
  const db = createDatabase(app.strapi.db);
  // Twenty runners commit thousands of times in one process, which a busy disk makes many seconds of. What is
  // lost without it is what the computer forgets when it loses power.
  if (db.dialect === 'sqlite') await app.strapi.db.connection.raw('pragma synchronous = off');
  const stores = createStores(db);
  const newId = createIds(Date.now);
  const deliveries = () => db.table('lifecycle_webhooks_deliveries');

  const parts = (limits: Partial<LaneLimits> = {}) => {
    const order = createDocumentOrder({ db, firstWaitMs: 0 });
    const { lanes, attempts } = stores;
    return {
      ...createClaim({
        db,
        lanes,
        order,
        webhookIds: () => [],
        limitsOf: () => ({ ...UNLIMITED, ...limits }),
        slot,
      }),
      record: createRecord({ db, lanes, order, failed: quiet, appendAttempts: attempts.append }),
      leases: createLeases(db),
      readClaims: createReadClaims(stores.bodies),
    };
  };

  const newDeliveries = (entries: readonly NewTestDelivery[]) => {
    const deliveries = entries.map(({ webhookId, orderKey }) => ({
      id: newId('dlv'),
      eventId: newId('evt'),
      webhookId,
      type: 'entry.create' as const,
      shape: 'strapi',
      dueAt: Date.now(),
      orderKey: orderKey ?? null,
    }));
    const bodies = deliveries.map(({ eventId, shape }) => ({
      ...{ eventId, shape, content: eventId },
      frame: null,
    }));
    return { deliveries, bodies };
  };

  const harness: QueueHarness = {
    async webhook() {
      const { id } = await app.service('webhooks').create({
        name: 'of the suite',
        url: 'http://127.0.0.1:9/',
        events: 'entry.create',
        enabled: false,
      });
      await stores.lanes.add([id]);
      return id;
    },

    async put(entries) {
      const { deliveries, bodies } = newDeliveries(entries);
      await db.transaction((trx) => stores.deliveries.append(deliveries, bodies, Date.now(), trx));
      return deliveries.map(({ id }) => id);
    },

    async admit(queue, entries, { fails = false } = {}) {
      const arriving = newDeliveries(entries);
      await queue.admit(arriving, (claim) =>
        db.transaction(async (trx) => {
          await stores.deliveries.append(arriving.deliveries, arriving.bodies, Date.now(), trx);
          await claim(trx);
          if (fails) throw new Error('on purpose');
        })
      );
      return arriving.deliveries.map(({ id }) => id);
    },

    open({ perform, concurrency = 8, limits, ahead = 0, onHold = () => [] }) {
      const { take, leases, ...others } = parts(limits);
      let isDead = false;
      let looks = 0;
      const { queue, cutOff } = openQueue({
        ...others,
        db,
        take: async (options) => {
          looks += 1;
          return isDead ? nothing : take(options);
        },
        leases: {
          ...leases,
          prolong: async (claims, until) => (isDead ? undefined : leases.prolong(claims, until)),
          reclaim: async (now, own) => (isDead ? 0 : leases.reclaim(now, own)),
        },
        perform: inTurn(perform),
        throttled: stores.lanes.throttled,
        now: () => Date.now() + ahead,
        newToken: () => randomUUID(),
        onHold,
        rung: quiet,
        reclaimed: quiet,
        log,
        concurrency,
      });
      return {
        queue,
        looks: () => looks,
        die: () => {
          isDead = true;
          cutOff?.();
        },
      };
    },

    async statuses(webhookIds) {
      const rows: { status: DeliveryStatus; count: number | string }[] = await deliveries()
        .select('status')
        .count('* as count')
        .whereIn('webhook_id', [...webhookIds])
        .groupBy('status');
      return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
    },

    async attempts(deliveryId) {
      return (await stores.attempts.ofDelivery(deliveryId)).length;
    },

    async heldUntil(deliveryId) {
      const row: { lease_expires_at: string | number | null } = await deliveries()
        .where({ delivery_id: deliveryId })
        .first();
      return Number(row.lease_expires_at);
    },

    async askAgain(deliveryId, orderKey) {
      const { status, due_at: dueAt } = await deliveries()
        .where({ delivery_id: deliveryId })
        .first();
      await deliveries()
        .where({ delivery_id: deliveryId })
        .update({
          status: 'pending',
          due_at: Date.now(),
          resume_status: status,
          resume_due_at: dueAt,
          order_key: orderKey ?? null,
        });
    },

    async discard(webhookId) {
      await deliveries().where({ webhook_id: webhookId, status: 'pending' }).delete();
    },

    stop: () => app.stop(),
  };
  return { ...harness, db, stores, parts };
}

/** What is given of a lane is done so many at once, as by the thread that sends. */
function inTurn(perform: Perform): Perform {
  const turns = createTurns();
  return (delivery, atOnce) => {
    if (atOnce === undefined) return perform(delivery);
    return new Promise((resolve, reject) => {
      const begin = async () => {
        try {
          const result = await perform(delivery);
          resolve(result);
          return result?.status === 'delivered';
        } catch (error) {
          reject(error as Error);
          return false;
        }
      };
      turns.add({ lane: delivery.webhookId, atOnce }, { begin, leave: () => resolve(null) });
    });
  };
}

import { randomUUID } from 'node:crypto';
import type { DeliveryStatus } from '../../contracts/domain';
import type { LaneLimits } from '../../server/src/domain/lane';
import { createIds } from '../../server/src/lib/ids';
import { createClaim } from '../../server/src/queue/embedded/claim';
import { createDocumentOrder } from '../../server/src/queue/embedded/document-order';
import { createEmbeddedQueue } from '../../server/src/queue/embedded/embedded-queue';
import { createLeases } from '../../server/src/queue/embedded/leases';
import { createRecord } from '../../server/src/queue/embedded/record';
import { createDatabase } from '../../server/src/stores/database';
import { createStores } from '../../server/src/stores/stores';
import { startStrapi } from '../helpers/strapi';
import type { QueueHarness } from './harness';

const UNLIMITED: LaneLimits = { concurrency: 10_000, rateLimitPerSecond: null, ordered: false };
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/**
 * The embedded queue on the tables of a real Strapi. That Strapi's own queue leaves the deliveries
 * alone, because their webhooks are disabled there.
 */
export async function startEmbeddedHarness() {
  const app = await startStrapi();
  const db = createDatabase(app.strapi.db);
  const stores = createStores(db);
  const newId = createIds(Date.now);
  const deliveries = () => db.table('lifecycle_webhooks_deliveries');

  const parts = (limits: Partial<LaneLimits> = {}) => {
    const order = createDocumentOrder({ db, firstWaitMs: 0 });
    const { lanes, attempts } = stores;
    return {
      take: createClaim({
        db,
        lanes,
        order,
        webhookIds: () => [],
        limitsOf: () => ({ ...UNLIMITED, ...limits }),
      }),
      record: createRecord({ db, lanes, order, failed: quiet, appendAttempts: attempts.append }),
      leases: createLeases(db),
    };
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
      const rows = entries.map(({ webhookId, orderKey }) => ({
        id: newId('dlv'),
        eventId: newId('evt'),
        webhookId,
        type: 'entry.create' as const,
        shape: 'strapi',
        dueAt: Date.now(),
        orderKey: orderKey ?? null,
      }));
      const bodies = rows.map(({ eventId, shape }) => ({ eventId, shape, content: '{}' }));
      await db.transaction((trx) => stores.deliveries.append(rows, bodies, Date.now(), trx));
      return rows.map((row) => row.id);
    },

    open({ perform, concurrency = 8, limits, ahead = 0 }) {
      const { take, record, leases } = parts(limits);
      let isDead = false;
      const nothing = { claims: [], allowed: new Map(), known: [], due: [], nextAt: null };
      const queue = createEmbeddedQueue({
        take: async (options) => (isDead ? nothing : take(options)),
        record,
        leases: {
          ...leases,
          prolong: async (claims, until) => (isDead ? undefined : leases.prolong(claims, until)),
          reclaim: async (now, own) => (isDead ? 0 : leases.reclaim(now, own)),
        },
        perform,
        now: () => Date.now() + ahead,
        newToken: () => randomUUID(),
        onHold: () => [],
        reclaimed: () => undefined,
        log,
        concurrency,
      });
      return {
        queue,
        die: () => {
          isDead = true;
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

    stop: () => app.stop(),
  };
  return { ...harness, db, stores, parts };
}

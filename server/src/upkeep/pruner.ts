import type { DeliveryStatus } from '../../../contracts/domain';
import { createLoop } from '../lib/loop';
import { describeError, type Logger } from '../lib/logger';
import type { RetentionStore } from '../stores/retention-store';

export interface PrunerDeps {
  store: RetentionStore;
  /** Webhooks there are. */
  exists(webhookId: string): boolean;
  now(): number;
  log: Logger;
  /** Days. */
  retention: { deliveredDays: number; failedDays: number };
}

/** Rows of one transaction: short enough that a write of the site hardly waits for it. */
const BATCH = 500;
/** Between two batches, and once there is nothing more to do. */
const PAUSE_MS = 50;
const POLL_MS = 10 * 60_000;

const DAY_MS = 24 * 3_600_000;
/** Charts go back for a month; a year is kept. */
const INSIGHT_DAYS = 366;

/** What is to be removed next, and from where on. */
interface Stage {
  /** @returns whether there may be more of it. */
  batch(): Promise<boolean>;
}

/**
 * Removes deliveries, attempts and events that were kept for as long as configured, in small batches
 * with pauses. Safe on every instance at once: what one has removed, another does not find.
 */
export function createPruner({ store, exists, now, log, retention }: PrunerDeps) {
  let stages: Stage[] = [];

  const deliveriesOf = (webhookId: string, status: DeliveryStatus, days: number): Stage => ({
    batch: async () => {
      const before = now() - days * DAY_MS;
      return (await store.pruneDeliveries(webhookId, status, before, BATCH)) === BATCH;
    },
  });

  const events = (): Stage => {
    let after = '';
    return {
      batch: async () => {
        const before = now() - retention.deliveredDays * DAY_MS;
        const last = await store.pruneEvents(after, before, BATCH);
        after = last ?? after;
        return last !== undefined;
      },
    };
  };

  const rest = (webhookIds: readonly string[]): Stage => ({
    batch: async () => {
      await store.pruneRest(now() - INSIGHT_DAYS * DAY_MS, now() - retention.failedDays * DAY_MS);
      for (const id of webhookIds) if (!exists(id)) await store.pruneLane(id);
      return false;
    },
  });

  const plan = async (): Promise<Stage[]> => {
    const webhookIds = await store.webhookIds();
    const { deliveredDays, failedDays } = retention;
    return [
      ...webhookIds.flatMap((id) => [
        deliveriesOf(id, 'delivered', deliveredDays),
        deliveriesOf(id, 'cancelled', deliveredDays),
        deliveriesOf(id, 'failed', failedDays),
      ]),
      events(),
      rest(webhookIds),
    ];
  };

  return createLoop({
    everyMs: POLL_MS,
    round: async () => {
      if (stages.length === 0) stages = await plan();
      const [stage] = stages;
      if (stage === undefined) return false;
      const hasMore = await stage.batch();
      if (!hasMore) stages.shift();
      return stages.length === 0 ? false : hasMore ? PAUSE_MS : 0;
    },
    onError: (error) => {
      stages = [];
      log.error(`What is old could not be removed: ${describeError(error)}`);
    },
    onRecovery: () => log.info('What is old is removed again'),
  });
}

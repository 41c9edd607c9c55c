import { delivers } from '../domain/instance';
import type { LaneLimits } from '../domain/lane';
import { createBullmqQueue } from '../queue/bullmq/bullmq-queue';
import { loadEngine } from '../queue/bullmq/load-engine';
import { createTakeOver } from '../queue/bullmq/take-over';
import { createClaim } from '../queue/claim';
import { createReadClaims } from '../queue/claimed-row';
import { createEmbeddedQueue } from '../queue/embedded/embedded-queue';
import { createLeases } from '../queue/leases';
import type { DeliveryQueue, Perform } from '../queue/queue';
import { createRecord } from '../queue/record';
import type { Foundation } from './foundation';

export interface DeliveryQueueParts {
  limitsOf(webhookId: string): LaneLimits;
  perform: Perform;
  /** Webhooks whose attempts failed. */
  failed(webhookIds: readonly string[]): void;
  /** Events were committed, here or where nothing is relayed. */
  rung(): void;
}

/** The queue that the site has chosen; both claim and record in the same way. */
export function createDeliveryQueue(base: Foundation, parts: DeliveryQueueParts): DeliveryQueue {
  const { options, db, lanes, order, webhooks } = base;
  const { concurrency } = options;
  const claiming = { db, lanes, order, webhookIds: webhooks.ids, limitsOf: parts.limitsOf };
  const readClaims = createReadClaims(base.bodies);
  const shared = {
    ...base,
    ...parts,
    readClaims,
    record: createRecord({
      ...{ db, lanes, order },
      failed: parts.failed,
      appendAttempts: base.attempts.append,
    }),
    leases: createLeases(db),
    reclaimed: base.telemetry.reclaimed,
    onHold: webhooks.disabledIds,
    concurrency,
  };
  if (options.queue === 'embedded') {
    const claims = createClaim({ ...claiming, slot: 'delivery' });
    const queue = createEmbeddedQueue({ ...shared, ...claims });
    // Nothing has to run where nothing is delivered: the others see in the database what there is.
    return delivers(base) ? queue : { ...queue, start: async () => undefined };
  }
  const configured = options.queue;
  return createBullmqQueue({
    ...shared,
    load: () => loadEngine(configured),
    take: createClaim({ ...claiming, slot: 'token' }).take,
    takeOver: createTakeOver({ db, readClaims, runnerId: base.newToken().slice(0, 8) }),
    throttled: lanes.throttled,
    concurrency: delivers(base) ? concurrency : null,
    slotsInAll: base.presence.slotsInAll,
  });
}

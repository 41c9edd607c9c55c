import { createAttemptStore } from './attempt-store';
import { createBacklogStore } from './backlog-store';
import { createBackfillStore } from './backfill-store';
import { createBodyStore } from './body-store';
import type { Database } from './database';
import { createDeliveryStore } from './delivery-store';
import { createEventStore } from './event-store';
import { createGatheredStore } from './gathered-store';
import { createInsightReader } from './insight-reader';
import { createInsightStore } from './insight-store';
import { createInstanceStore } from './instance-store';
import { createLaneStore } from './lane-store';
import { createOutboxStore } from './outbox-store';
import { createReplayStore } from './replay-store';
import { createRetentionStore } from './retention-store';

/** Everything that is kept about events and their deliveries. */
export function createStores(db: Database) {
  const bodies = createBodyStore(db);
  return {
    outbox: createOutboxStore(db),
    events: createEventStore(db),
    bodies,
    deliveries: createDeliveryStore(db, bodies),
    attempts: createAttemptStore(db),
    gathered: createGatheredStore(db),
    lanes: createLaneStore(db),
    replays: createReplayStore(db),
    backfills: createBackfillStore(db),
    insights: createInsightStore(db),
    insightReader: createInsightReader(db),
    instances: createInstanceStore(db),
    backlog: createBacklogStore(db),
    retention: createRetentionStore(db),
  };
}

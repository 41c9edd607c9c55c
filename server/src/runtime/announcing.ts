import type { DomainEvent } from '../../../contracts/domain';
import { createCapture } from '../capture/capture';
import { createExistingEntries } from '../capture/existing-entries';
import { createSnapshots } from '../capture/snapshot';
import { createBackfills } from '../relay/backfills';
import type { DeliveryQueue } from '../queue/queue';
import { createFanOut } from '../relay/fan-out';
import { createGather } from '../relay/gather';
import { createRelay } from '../relay/relay';
import { createReplays } from '../relay/replays';
import { createEmit } from '../services/emit';
import type { Foundation } from './foundation';

/**
 * How often the relay looks without being woken, in milliseconds: for what was committed by an instance that
 * died, or, where the embedded queue runs for instances that only capture, for all that those commit.
 */
const RELAY_POLL_MS = { woken: 1_000, unwoken: 100 };

/** From a change of content to its deliveries: capture, the relay, and what asks for deliveries again. */
export function createAnnouncing(
  base: Foundation,
  queue: Pick<DeliveryQueue, 'admit' | 'wake' | 'ring'>
) {
  const { strapi, options, role, webhooks, log, canBeAnnounced, telemetry } = base;
  const rendering = { ...base, firstWaitMs: base.waitsMs[0] ?? 0 };
  const relayed = queue.wake;
  const committed = (events: readonly DomainEvent[]) => {
    telemetry.captured(events);
    queue.ring();
  };

  const isUnwoken = role === 'deliver' && options.queue === 'embedded';

  const gather = createGather({ ...base, relayed });
  const replays = createReplays({ ...base, store: base.replays, relayed });
  const fanOut = createFanOut(rendering);
  const relay = createRelay({
    ...base,
    fanOut,
    traced: telemetry.relay,
    everyMs: RELAY_POLL_MS[isUnwoken ? 'unwoken' : 'woken'],
    admit: queue.admit,
    gathering: gather.wake,
  });

  const snapshots = createSnapshots(strapi, log);
  const existing = createExistingEntries(strapi, snapshots, log);
  const backfills = createBackfills({
    ...base,
    store: base.backfills,
    existing,
    fanOutTo: (webhook, batch) =>
      createFanOut({ ...rendering, webhooks: { wanting: () => [webhook] } })(batch),
    relayed,
    gathering: gather.wake,
  });
  const capture = createCapture({
    ...base,
    snapshots,
    canBeAnnounced,
    captureDirectWrites: options.captureDirectWrites,
    traced: telemetry.capture,
    committed,
  });
  const emit = createEmit({
    ...base,
    db: strapi.db,
    webhooks,
    types: base.customTypes,
    traced: telemetry.capture,
    committed,
  });

  return { capture, emit, relay, gather, replays, backfills, snapshots, existing };
}

export type Announcing = ReturnType<typeof createAnnouncing>;

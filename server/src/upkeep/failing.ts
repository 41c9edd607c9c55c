import { createLoop } from '../lib/loop';
import { describeError, type Logger } from '../lib/logger';
import type { LaneStore } from '../stores/lane-store';

export interface FailingDeps {
  lanes: Pick<LaneStore, 'failingSince'>;
  disable(webhook: { id: string }, reason: string): Promise<void>;
  now(): number;
  log: Logger;
  autoDisableAfterHours: number;
}

const POLL_MS = 10_000;
const HOUR_MS = 3_600_000;

/**
 * Disables webhooks that did nothing but fail for too long. Only those are asked about that have just
 * failed again: one failure, and silence since, is no reason.
 */
export function createFailing({ lanes, disable, now, log, autoDisableAfterHours }: FailingDeps) {
  const suspects = new Set<string>();

  const loop = createLoop({
    everyMs: POLL_MS,
    round: async () => {
      if (suspects.size === 0) return false;
      const ids = [...suspects];
      const failing = await lanes.failingSince(now() - autoDisableAfterHours * HOUR_MS, ids);
      for (const id of failing) await disable({ id }, `failing-for-${autoDisableAfterHours}-hours`);
      ids.forEach((id) => suspects.delete(id));
      return false;
    },
    onError: (error) =>
      log.error(`Failing webhooks could not be looked for: ${describeError(error)}`),
    onRecovery: () => log.info('Failing webhooks are looked for again'),
  });

  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    /** Webhooks whose last attempts failed. */
    failed: (webhookIds: readonly string[]) => webhookIds.forEach((id) => suspects.add(id)),
  };
}

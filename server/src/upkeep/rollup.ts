import { createLoop } from '../lib/loop';
import { describeError, type Logger } from '../lib/logger';
import { hourOf, nextHour, SETTLED_AFTER_MS, type InsightStore } from '../stores/insight-store';

export interface RollupDeps {
  insights: InsightStore;
  now(): number;
  log: Logger;
}

const POLL_MS = 60_000;

/**
 * Counts the attempts of every hour that is over, once and for all. Safe on every instance at once:
 * what is counted does not change any more, so all come to the same, and the first to write wins.
 */
export function createRollup({ insights, now, log }: RollupDeps) {
  return createLoop({
    everyMs: POLL_MS,
    round: async () => {
      const last = await insights.lastHour();
      const first = await insights.firstAttemptAfter(last === undefined ? 0 : nextHour(last));
      if (first === undefined) return false;
      const hour = hourOf(first);
      if (nextHour(hour) + SETTLED_AFTER_MS > now()) return false;
      await insights.keep(await insights.count(hour, nextHour(hour)));
      return true;
    },
    onError: (error) => log.error(`Attempts could not be counted: ${describeError(error)}`),
    onRecovery: () => log.info('Attempts are counted again'),
  });
}

import type { AttemptCounts, Backlog, WebhookInsight } from '../../../contracts/insights';

/**
 * The worst that is true, from the worst on: attempts do not arrive, the plugin stopped a webhook, deliveries
 * were given up, they wait for long, all of them arrived, there were none.
 */
export const HEALTH_STATES = ['failing', 'stopped', 'lossy', 'late', 'well', 'idle'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

export interface Health {
  state: HealthState;
  /** Webhooks whose latest attempts do not arrive, the most failures first. */
  failing: WebhookInsight[];
  /** What waits for an enabled webhook; a disabled one waits for a person. */
  waiting: Backlog;
  /** How many webhooks the plugin itself disabled. */
  stopped: number;
}

/** By then the first retries have come and gone. */
export const LATE_AFTER_MS = 15 * 60_000;

export function healthOf(
  { webhooks, ...counts }: AttemptCounts & { webhooks: readonly WebhookInsight[] },
  now: number
): Health {
  const active = webhooks.filter(({ enabled, name }) => enabled && name !== null);
  const failing = active.filter(isFailing).sort((a, b) => failures(b) - failures(a));
  const waiting = together(active.map(({ backlog }) => backlog));
  const stopped = webhooks.filter(({ disabledReason }) => disabledReason !== null).length;
  const state = stateOf(counts, failing.length, stopped, waiting, now);
  return { state, failing, waiting, stopped };
}

function stateOf(
  { failed, delivered }: AttemptCounts,
  failing: number,
  stopped: number,
  { oldestPendingAt }: Backlog,
  now: number
): HealthState {
  if (failing > 0) return 'failing';
  if (stopped > 0) return 'stopped';
  if (failed > 0) return 'lossy';
  if (oldestPendingAt !== null && now - Date.parse(oldestPendingAt) > LATE_AFTER_MS) return 'late';
  return delivered > 0 ? 'well' : 'idle';
}

/** By the latest hour that had attempts: what failed in the night and arrives now is not failing. */
function isFailing(webhook: WebhookInsight): boolean {
  const latest = webhook.points.findLast((point) => point.delivered + failures(point) > 0);
  const counts = latest ?? webhook;
  return failures(counts) > counts.delivered;
}

function failures({ retried, failed }: AttemptCounts): number {
  return retried + failed;
}

function together(backlogs: Backlog[]): Backlog {
  const times = backlogs.flatMap(({ oldestPendingAt }) => oldestPendingAt ?? []).sort();
  return {
    pending: backlogs.reduce((sum, { pending }) => sum + pending, 0),
    oldestPendingAt: times[0] ?? null,
  };
}

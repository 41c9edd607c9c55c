import type { HealthReason, HealthStatus } from '../../../contracts/health';

/** What is known of an instance and of what waits. Times are milliseconds. */
export interface Vitals {
  isDatabaseReachable: boolean;
  isQueueReachable: boolean;
  isDelivering: boolean;
  /** How long the oldest event has waited to be relayed, and the delivery that is due longest to be sent. */
  outboxMs: number;
  dueMs: number;
}

/** An event is relayed within a second or two; deliveries wait for slots, rates and receivers. */
const EVENTS_LATE_MS = 60_000;
const DELIVERIES_LATE_MS = 5 * 60_000;

/** Why an instance is not well. */
export function reasonsOf(vitals: Vitals): HealthReason[] {
  const reasons: [HealthReason, boolean][] = [
    ['database-unreachable', !vitals.isDatabaseReachable],
    ['queue-unreachable', !vitals.isQueueReachable],
    ['nothing-delivers', !vitals.isDelivering],
    ['events-late', vitals.outboxMs > EVENTS_LATE_MS],
    ['deliveries-late', vitals.dueMs > DELIVERIES_LATE_MS],
  ];
  return reasons.filter(([, applies]) => applies).map(([reason]) => reason);
}

/** Only what this instance itself cannot do takes it out of a load balancer: others would do no better. */
export function statusOf(reasons: readonly HealthReason[]): HealthStatus {
  if (reasons.length === 0) return 'ok';
  const isDown = reasons.some((reason) => reason.endsWith('-unreachable'));
  return isDown ? 'down' : 'degraded';
}

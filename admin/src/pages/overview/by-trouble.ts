import type { WebhookInsight } from '../../../../contracts/insights';

/** The order of a list: what failed most, then what waits most, then by name. Deleted ones are last. */
export function byTrouble(a: WebhookInsight, b: WebhookInsight): number {
  if (a.name === null || b.name === null) return Number(a.name === null) - Number(b.name === null);
  return (
    b.failed + b.retried - (a.failed + a.retried) ||
    b.backlog.pending - a.backlog.pending ||
    a.name.localeCompare(b.name)
  );
}

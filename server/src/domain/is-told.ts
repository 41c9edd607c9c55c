import type { DomainEvent, JsonObject } from '../../../contracts/domain';
import { meetsCondition } from './conditions';
import { wants, type Subscription } from './subscription';

/** Whether a webhook is told of an event: it wants such events, and this one meets its condition. */
export function isTold(
  webhook: Subscription & { condition: JsonObject | null },
  event: DomainEvent
): boolean {
  return (
    wants(webhook, event) &&
    (webhook.condition === null || meetsCondition(webhook.condition, event))
  );
}

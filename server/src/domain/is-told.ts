import type { DomainEvent } from '../../../contracts/domain';
import { meetsCondition } from './conditions';
import type { Asking } from './depth';
import { wants, type Subscription } from './subscription';

/**
 * Whether a webhook is told of an event: it wants such events, and this one meets its condition. Undefined
 * where the event does not hold what the condition looks at: nobody had asked for it when it was captured.
 */
export function isTold(
  webhook: Subscription & Asking,
  event: DomainEvent,
  canJudge: (webhook: Asking, event: DomainEvent) => boolean
): boolean | undefined {
  if (!wants(webhook, event)) return false;
  const { condition = null } = webhook;
  if (condition === null) return true;
  return canJudge(webhook, event) ? meetsCondition(condition, event) : undefined;
}

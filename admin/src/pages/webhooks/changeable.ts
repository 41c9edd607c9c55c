import type { Webhook } from '../../../../contracts/domain';
import type { WebhookChange } from '../../components/webhook-actions';
import type { Rights } from './useRights';

/** The config says that it is to be enabled, and the plugin has stopped it: it may be taken up again. */
export function isResumable({ managed, enabled, disabledReason }: Webhook): boolean {
  return managed && !enabled && disabledReason !== null;
}

export function canBeSwitched(webhook: Webhook): boolean {
  return !webhook.managed || isResumable(webhook);
}

/** Whether a change can be made to a webhook at all, by somebody with these rights. */
export function isOpenTo(
  webhook: Webhook,
  change: WebhookChange,
  { canUpdate, canDelete }: Rights
): boolean {
  if (change === 'delete') return canDelete && !webhook.managed;
  if (change === 'disable') return canUpdate && !webhook.managed;
  return canUpdate && canBeSwitched(webhook);
}

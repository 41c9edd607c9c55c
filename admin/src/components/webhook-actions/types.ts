import type { Webhook } from '../../../../contracts/domain';

/** What every dialog about one webhook is given. It is there while it is rendered. */
export interface WebhookActionProps {
  webhook: Webhook;
  onClose(): void;
}

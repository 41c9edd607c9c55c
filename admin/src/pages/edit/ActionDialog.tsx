import type { Webhook } from '../../../../contracts/domain';
import { ACTION_DIALOGS, ChangeDialog } from '../../components/webhook-actions';
import type { EditAction } from './ActionsMenu';

export interface ActionDialogProps {
  webhook: Webhook;
  action: EditAction | null;
  onClose(): void;
  onDeleted(): void;
}

/** The dialog of what was chosen. */
export function ActionDialog({ webhook, action, onClose, onDeleted }: ActionDialogProps) {
  if (action === null) return null;
  if (action === 'enable' || action === 'delete') {
    const onDone = action === 'delete' ? onDeleted : undefined;
    return <ChangeDialog change={action} webhooks={[webhook]} onClose={onClose} onDone={onDone} />;
  }
  const Dialog = ACTION_DIALOGS[action];
  return <Dialog webhook={webhook} onClose={onClose} />;
}

import { useNavigate } from 'react-router-dom';
import type { Webhook } from '../../../../contracts/domain';
import { addressOf } from '../../addresses';
import { ACTION_DIALOGS, ChangeDialog } from '../../components/webhook-actions';
import type { EditAction } from './ActionsMenu';

export interface ActionDialogProps {
  webhook: Webhook;
  action: EditAction | null;
  onClose(): void;
}

/** The dialog of what was chosen; what is deleted has no page any more. */
export function ActionDialog({ webhook, action, onClose }: ActionDialogProps) {
  const navigate = useNavigate();
  if (action === null) return null;
  if (action === 'enable' || action === 'delete') {
    const onDone = () => {
      if (action === 'delete') void navigate(addressOf.webhooks());
    };
    return <ChangeDialog change={action} webhooks={[webhook]} onClose={onClose} onDone={onDone} />;
  }
  const Dialog = ACTION_DIALOGS[action];
  return <Dialog webhook={webhook} onClose={onClose} />;
}

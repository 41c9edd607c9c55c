import { useState } from 'react';
import type { Backfill } from '../../../../contracts/domain';
import { useText } from '../../hooks/useText';
import { ActionModal } from './ActionModal';
import { BackfillForm } from './BackfillForm';
import { BackfillProgress } from './BackfillProgress';
import type { WebhookActionProps } from './types';

/** Tells a webhook of the entries there are already, and shows how far it is. */
export function BackfillDialog({ webhook, onClose }: WebhookActionProps) {
  const t = useText();
  const [started, setStarted] = useState<Backfill | null>(null);
  if (started === null) {
    return <BackfillForm webhook={webhook} onClose={onClose} onStarted={setStarted} />;
  }
  return (
    <ActionModal
      title={t('webhook-action.backfill.title', { name: webhook.name })}
      onClose={onClose}
    >
      <BackfillProgress started={started} />
    </ActionModal>
  );
}

import { Typography } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import { useDiscardDeliveriesMutation } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
import { ConfirmModal } from './ConfirmModal';
import { Notice } from './Notice';
import type { WebhookActionProps } from './types';
import { useErrorText } from './useErrorText';

/** Ends everything that waits for a webhook, once that is confirmed. */
export function DiscardDialog({ webhook, onClose }: WebhookActionProps) {
  const t = useText();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [discard, { isLoading, error }] = useDiscardDeliveriesMutation();

  const onClick = async () => {
    const answer = await discard(webhook.id);
    if ('error' in answer) return;
    const { count } = answer.data;
    toggleNotification({ type: 'success', message: t('webhook-action.discard.done', { count }) });
    onClose();
  };

  return (
    <ConfirmModal
      title={t('webhook-action.discard.title', { name: webhook.name })}
      onClose={onClose}
      submit={{
        label: t('webhook-action.discard.submit'),
        onClick: () => void onClick(),
        isLoading,
        isDangerous: true,
      }}
    >
      <Typography>{t('webhook-action.discard.hint')}</Typography>
      {error === undefined ? null : <Notice variant="danger">{errorText(error)}</Notice>}
    </ConfirmModal>
  );
}

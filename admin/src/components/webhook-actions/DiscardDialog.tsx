import { Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';
import { useDiscardDeliveriesMutation } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
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
    <Dialog.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <ConfirmDialog
        title={t('webhook-action.discard.title', { name: webhook.name })}
        // Not the one that closes at once: the answer is waited for.
        endAction={
          <Button fullWidth variant="danger" loading={isLoading} onClick={() => void onClick()}>
            {t('webhook-action.discard.submit')}
          </Button>
        }
      >
        <Flex direction="column" alignItems="stretch" gap={3}>
          <Typography>{t('webhook-action.discard.hint')}</Typography>
          {error === undefined ? null : <Notice variant="danger">{errorText(error)}</Notice>}
        </Flex>
      </ConfirmDialog>
    </Dialog.Root>
  );
}

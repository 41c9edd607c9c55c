import { useState } from 'react';
import { Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { ArrowClockwise, Key, Trash } from '@strapi/icons';
import { ConfirmDialog, useForm } from '@strapi/strapi/admin';
import type { Webhook } from '../../../../../contracts/domain';
import { useUpdateWebhookMutation } from '../../../api/webhooks-api';
import { RelativeTime } from '../../../components/RelativeTime';
import { useText } from '../../../hooks/useText';
import { useRefusal } from '../parts/useRefusal';
import { RotateDialog } from './RotateDialog';

/** What is known of a secret that nobody can read any more, and what can be done with it. */
export function StoredSecret({ webhook }: { webhook: Webhook }) {
  const t = useText();
  const isReadOnly = useForm('StoredSecret', ({ disabled }) => disabled);
  const [isRotating, setIsRotating] = useState(false);
  const { set, hint, createdAt, previousUntil } = webhook.secret;
  return (
    <Flex direction="column" alignItems="flex-start" gap={3}>
      <Typography>
        {set ? t('edit.secret.set', { hint: hint ?? '' }) : t('edit.secret.unset')}{' '}
        {createdAt === null ? null : <RelativeTime key={createdAt} at={createdAt} />}
      </Typography>
      {previousUntil === null ? null : (
        <Typography variant="pi" textColor="neutral600">
          {t('edit.secret.previous-until')} <RelativeTime at={previousUntil} />
        </Typography>
      )}
      {isReadOnly ? null : (
        <Flex gap={2}>
          <Button
            variant="secondary"
            startIcon={set ? <ArrowClockwise /> : <Key />}
            onClick={() => setIsRotating(true)}
          >
            {t(set ? 'edit.secret.rotate' : 'edit.secret.add')}
          </Button>
          {set ? <RemoveButton id={webhook.id} /> : null}
        </Flex>
      )}
      {isRotating ? <RotateDialog webhook={webhook} onClose={() => setIsRotating(false)} /> : null}
    </Flex>
  );
}

function RemoveButton({ id }: { id: string }) {
  const t = useText();
  const refuse = useRefusal();
  const [update, { isLoading }] = useUpdateWebhookMutation();
  const remove = async () => {
    const result = await update({ id, data: { secret: null } });
    if ('error' in result) refuse(result.error);
  };
  return (
    <Dialog.Root>
      <Dialog.Trigger>
        <Button variant="danger-light" startIcon={<Trash />} loading={isLoading}>
          {t('edit.secret.remove')}
        </Button>
      </Dialog.Trigger>
      <ConfirmDialog onConfirm={remove}>{t('edit.secret.remove.confirm')}</ConfirmDialog>
    </Dialog.Root>
  );
}

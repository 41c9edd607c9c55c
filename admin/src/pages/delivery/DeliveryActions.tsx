import { useState } from 'react';
import { Button, Dialog, Flex, MenuItem, SimpleMenu } from '@strapi/design-system';
import { Cross } from '@strapi/icons';
import { ConfirmDialog, useAPIErrorHandler, useNotification, useRBAC } from '@strapi/strapi/admin';
import { REDELIVERY_RENDERS, type Delivery } from '../../../../contracts/domain';
import { useCancelDeliveryMutation } from '../../api/webhooks-api';
import { useRedeliver } from '../../hooks/useRedeliver';
import { useText } from '../../hooks/useText';
import { PERMISSIONS } from '../../permissions';

/** What can be done with a delivery, by those who may. */
export function DeliveryActions({ delivery: { id, status } }: { delivery: Delivery }) {
  const t = useText();
  const { allowedActions } = useRBAC(PERMISSIONS.redeliver);
  const { redeliver, isLoading } = useRedeliver();
  if (allowedActions.canRedeliver !== true) return null;
  return (
    <Flex gap={2}>
      {status === 'pending' ? <CancelButton id={id} /> : null}
      <SimpleMenu
        variant="default"
        size="S"
        popoverPlacement="bottom-end"
        label={t('delivery.redeliver')}
        disabled={isLoading || status === 'sending'}
      >
        {REDELIVERY_RENDERS.map((render) => (
          <MenuItem key={render} onSelect={() => void redeliver(id, render)}>
            {t(`delivery.redeliver.${render}`)}
          </MenuItem>
        ))}
      </SimpleMenu>
    </Flex>
  );
}

function CancelButton({ id }: { id: string }) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { _unstableFormatAPIError: formatError } = useAPIErrorHandler();
  const [cancel, { isLoading }] = useCancelDeliveryMutation();
  const [isAsking, setIsAsking] = useState(false);
  const onConfirm = async () => {
    const result = await cancel(id);
    if ('error' in result) {
      toggleNotification({ type: 'danger', message: formatError(result.error) });
    } else {
      toggleNotification({ type: 'success', message: t('delivery.cancelled') });
    }
  };
  return (
    <Dialog.Root open={isAsking} onOpenChange={setIsAsking}>
      <Dialog.Trigger>
        <Button variant="danger-light" startIcon={<Cross />} loading={isLoading}>
          {t('delivery.cancel')}
        </Button>
      </Dialog.Trigger>
      <ConfirmDialog title={t('delivery.cancel')} onConfirm={() => void onConfirm()}>
        {t('delivery.cancel.confirm')}
      </ConfirmDialog>
    </Dialog.Root>
  );
}

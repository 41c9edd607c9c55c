import { Button, Dialog, Flex, MenuItem, SimpleMenu } from '@strapi/design-system';
import { Cross } from '@strapi/icons';
import { ConfirmDialog } from '@strapi/strapi/admin';
import { REDELIVERY_RENDERS, type Delivery } from '../../../../contracts/domain';
import { useText } from '../../hooks/useText';
import type { Actions } from './useDeliveryActions';

interface Props {
  delivery: Delivery;
  actions: Actions;
}

export function DeliveryActions({ delivery: { id, status }, actions }: Props) {
  const t = useText();
  const { mayRedeliver, redeliver, isRedelivering } = actions;
  if (!mayRedeliver) return null;
  return (
    <Flex gap={2}>
      {status === 'pending' ? <CancelButton id={id} actions={actions} /> : null}
      <SimpleMenu
        variant="default"
        size="S"
        popoverPlacement="bottom-end"
        label={t('delivery.redeliver')}
        disabled={isRedelivering || status === 'sending'}
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

function CancelButton({ id, actions }: { id: string; actions: Actions }) {
  const t = useText();
  const { cancel, isCancelling, isAsking, setIsAsking } = actions;
  return (
    <Dialog.Root open={isAsking} onOpenChange={setIsAsking}>
      <Dialog.Trigger>
        <Button variant="danger-light" startIcon={<Cross />} loading={isCancelling}>
          {t('delivery.cancel')}
        </Button>
      </Dialog.Trigger>
      <ConfirmDialog title={t('delivery.cancel')} onConfirm={() => void cancel(id)}>
        {t('delivery.cancel.confirm')}
      </ConfirmDialog>
    </Dialog.Root>
  );
}

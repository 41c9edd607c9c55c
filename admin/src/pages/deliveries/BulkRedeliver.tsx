import { Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { ConfirmDialog } from '@strapi/strapi/admin';
import { useText } from '../../hooks/useText';
import type { BulkRedelivery } from './useBulkRedeliver';

interface Props {
  ids: string[];
  bulk: BulkRedelivery;
}

/** How many are selected, and the button that sends them again, after a question. */
export function BulkRedeliver({ ids, bulk }: Props) {
  const t = useText();
  return (
    <Flex gap={3}>
      <Typography variant="omega" textColor="neutral600" role="status">
        {t('deliveries.selected', { count: ids.length })}
      </Typography>
      <Dialog.Root open={bulk.isAsking} onOpenChange={bulk.setIsAsking}>
        <Dialog.Trigger>
          <Button variant="secondary" startIcon={<ArrowClockwise />} loading={bulk.isLoading}>
            {t('deliveries.redeliver')}
          </Button>
        </Dialog.Trigger>
        <ConfirmDialog
          title={t('deliveries.redeliver')}
          variant="default"
          icon={<ArrowClockwise width="24px" height="24px" fill="primary600" />}
          onConfirm={() => void bulk.redeliver(ids)}
        >
          {t('deliveries.redeliver.confirm', { count: ids.length })}
        </ConfirmDialog>
      </Dialog.Root>
    </Flex>
  );
}

import { useState } from 'react';
import { Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { ConfirmDialog, useAPIErrorHandler, useNotification } from '@strapi/strapi/admin';
import { useRedeliverAllMutation } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';

interface Props {
  ids: string[];
  onDone(): void;
}

/** Sends what is selected again, as it was, and tells how many that could be asked for. */
export function BulkRedeliver({ ids, onDone }: Props) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { _unstableFormatAPIError: formatError } = useAPIErrorHandler();
  const [redeliverAll, { isLoading }] = useRedeliverAllMutation();
  const [isAsking, setIsAsking] = useState(false);
  const onConfirm = async () => {
    const { count, errors } = await redeliverAll(ids).unwrap();
    const [error] = errors;
    if (error === undefined) {
      toggleNotification({ type: 'success', message: t('deliveries.redelivered', { count }) });
    } else {
      const values = { count, total: ids.length, error: formatError(error) };
      toggleNotification({
        type: count === 0 ? 'danger' : 'warning',
        message: t('deliveries.redelivered-some', values),
      });
    }
    onDone();
  };
  return (
    <Flex gap={3}>
      <Typography variant="omega" textColor="neutral600" role="status">
        {t('deliveries.selected', { count: ids.length })}
      </Typography>
      <Dialog.Root open={isAsking} onOpenChange={setIsAsking}>
        <Dialog.Trigger>
          <Button variant="secondary" startIcon={<ArrowClockwise />} loading={isLoading}>
            {t('deliveries.redeliver')}
          </Button>
        </Dialog.Trigger>
        <ConfirmDialog
          title={t('deliveries.redeliver')}
          variant="default"
          icon={<ArrowClockwise width="24px" height="24px" fill="primary600" />}
          onConfirm={() => void onConfirm()}
        >
          {t('deliveries.redeliver.confirm', { count: ids.length })}
        </ConfirmDialog>
      </Dialog.Root>
    </Flex>
  );
}

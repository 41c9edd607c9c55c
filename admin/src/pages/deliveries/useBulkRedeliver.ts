import { useState } from 'react';
import { useAPIErrorHandler, useNotification } from '@strapi/strapi/admin';
import { useRedeliverAllMutation } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';

export interface BulkRedelivery {
  isAsking: boolean;
  setIsAsking(isAsking: boolean): void;
  isLoading: boolean;
  redeliver(ids: string[]): Promise<void>;
}

/**
 * Sends what is selected again, as it was, and tells how many that could be asked for. For the page: its
 * header goes out and in as one scrolls, and would forget that something is under way.
 */
export function useBulkRedeliver(onDone: () => void): BulkRedelivery {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { _unstableFormatAPIError: formatError } = useAPIErrorHandler();
  const [redeliverAll, { isLoading }] = useRedeliverAllMutation();
  const [isAsking, setIsAsking] = useState(false);
  const redeliver = async (ids: string[]) => {
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
  return { isAsking, setIsAsking, isLoading, redeliver };
}

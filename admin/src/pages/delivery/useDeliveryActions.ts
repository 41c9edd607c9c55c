import { useState } from 'react';
import { useAPIErrorHandler, useNotification, useRBAC } from '@strapi/strapi/admin';
import { useCancelDeliveryMutation } from '../../api/webhooks-api';
import { useRedeliver } from '../../hooks/useRedeliver';
import { useText } from '../../hooks/useText';
import { PERMISSIONS } from '../../permissions';

export type Actions = ReturnType<typeof useDeliveryActions>;

/**
 * What can be done with a delivery, by those who may. For the page: its header goes out and in as one
 * scrolls, and would forget that something is under way.
 */
export function useDeliveryActions() {
  const t = useText();
  const { allowedActions } = useRBAC(PERMISSIONS.redeliver);
  const { toggleNotification } = useNotification();
  const { _unstableFormatAPIError: formatError } = useAPIErrorHandler();
  const { redeliver, isLoading: isRedelivering } = useRedeliver();
  const [send, { isLoading: isCancelling }] = useCancelDeliveryMutation();
  const [isAsking, setIsAsking] = useState(false);
  const cancel = async (id: string) => {
    const result = await send(id);
    if ('error' in result) {
      toggleNotification({ type: 'danger', message: formatError(result.error) });
    } else {
      toggleNotification({ type: 'success', message: t('delivery.cancelled') });
    }
  };
  const mayRedeliver = allowedActions.canRedeliver === true;
  return { mayRedeliver, redeliver, isRedelivering, cancel, isCancelling, isAsking, setIsAsking };
}

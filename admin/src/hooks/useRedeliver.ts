import { useAPIErrorHandler, useNotification } from '@strapi/strapi/admin';
import type { RedeliveryRender } from '../../../contracts/domain';
import { useRedeliverMutation } from '../api/webhooks-api';
import { useText } from './useText';

/** Sends a delivery again, and tells whether that could be asked for. */
export function useRedeliver() {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { _unstableFormatAPIError: formatError } = useAPIErrorHandler();
  const [send, { isLoading }] = useRedeliverMutation();
  const redeliver = async (id: string, render: RedeliveryRender = 'original') => {
    const result = await send({ id, data: { render } });
    if ('error' in result) {
      toggleNotification({ type: 'danger', message: formatError(result.error) });
    } else {
      toggleNotification({ type: 'success', message: t('delivery.redelivered') });
    }
  };
  return { redeliver, isLoading };
}

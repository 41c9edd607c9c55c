import { useCallback } from 'react';
import { useNotification } from '@strapi/strapi/admin';
import { useText } from '../../../hooks/useText';

/** Tells why something was not done, in the server's words. */
export function useRefusal() {
  const t = useText();
  const { toggleNotification } = useNotification();
  return useCallback(
    (error: unknown) => {
      const { message } = error as { message?: unknown };
      const isTold = typeof message === 'string' && message !== '';
      toggleNotification({ type: 'danger', message: isTold ? message : t('edit.failed') });
    },
    [t, toggleNotification]
  );
}

import { useFindWebhooksQuery } from '../api/webhooks-api';
import type { MayRead } from '../hooks/useMayRead';
import { useVisible } from '../hooks/useVisible';

/** How many webhooks the plugin itself disabled; 0 for those who may not read webhooks. */
export function useStoppedCount(mayRead: MayRead): number {
  const isVisible = useVisible();
  const { data } = useFindWebhooksQuery(
    { page: 1, pageSize: 100 },
    { skip: !mayRead.webhooks || !isVisible, refetchOnMountOrArgChange: true }
  );
  return data?.data.filter(({ disabledReason }) => disabledReason !== null).length ?? 0;
}

import type { FindDeliveriesQuery } from '../../../contracts/deliveries';
import type { Delivery } from '../../../contracts/domain';
import { webhooksApi } from '../api/webhooks-api';
import { useVisible } from './useVisible';

const EVERY_MS = 3_000;

const { lifecycleFindDeliveries: findDeliveries, lifecycleFindDelivery: findDelivery } =
  webhooksApi.endpoints;

interface Options {
  skip?: boolean;
  /** How often to ask although nothing is under way; 0: not at all. */
  otherwiseMs?: number;
}

/** A page of deliveries, asked for again and again while one of them is under way and somebody looks. */
export function useLiveDeliveries(
  query: FindDeliveriesQuery,
  { skip = false, otherwiseMs = 0 }: Options = {}
) {
  // The state first, as how often to ask depends on what was answered.
  const state = findDeliveries.useQueryState(query, { skip });
  const isLive = state.currentData?.data.some(isUnderWay) ?? false;
  const pollingInterval = usePolling(isLive, otherwiseMs);
  const { refetch } = findDeliveries.useQuerySubscription(query, {
    skip,
    pollingInterval,
    refetchOnMountOrArgChange: true,
  });
  return { ...state, isLive, refetch };
}

/** One delivery, kept up to date in the same way. */
export function useLiveDelivery(id: string) {
  const state = findDelivery.useQueryState(id);
  const isLive = state.currentData !== undefined && isUnderWay(state.currentData);
  findDelivery.useQuerySubscription(id, {
    pollingInterval: usePolling(isLive, 0),
    refetchOnMountOrArgChange: true,
  });
  return { ...state, isLive };
}

function usePolling(isLive: boolean, otherwiseMs: number): number {
  const isVisible = useVisible();
  if (!isVisible) return 0;
  if (otherwiseMs > 0) return otherwiseMs;
  return isLive ? EVERY_MS : 0;
}

/** Something will become of it without anybody doing anything. */
function isUnderWay({ status }: Pick<Delivery, 'status'>): boolean {
  return status === 'pending' || status === 'sending';
}

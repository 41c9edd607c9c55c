import type { DeliveryStatus } from '../../contracts/domain';
import type { InsightHours } from '../../contracts/insights';
import { BASE_PATH } from './constants';

type DeliveriesFilters = {
  webhookId?: string;
  status?: DeliveryStatus;
  documentId?: string;
  eventId?: string;
};

/** Where the pages are; what a list is filtered by is in its address. */
export const addressOf = {
  overview: (filters: { hours?: InsightHours } = {}) => `${BASE_PATH}/overview${query(filters)}`,
  webhooks: () => `${BASE_PATH}/webhooks`,
  webhook: (id: string) => `${BASE_PATH}/webhooks/${id}`,
  newWebhook: () => `${BASE_PATH}/webhooks/new`,
  deliveries: (filters: DeliveriesFilters = {}) => `${BASE_PATH}/deliveries${query(filters)}`,
  delivery: (id: string) => `${BASE_PATH}/deliveries/${id}`,
};

function query(filters: Record<string, string | number | undefined>): string {
  const given = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]]
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

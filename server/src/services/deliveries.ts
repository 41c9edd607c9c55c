import { errors } from '@strapi/utils';
import type {
  Delivery,
  DeliveryDetail,
  DeliveryRequest,
  DeliveryStatus,
} from '../../../contracts/domain';
import { isFailedRender } from '../domain/rendering';
import type { AttemptStore } from '../stores/attempt-store';
import type { DeliveryStore } from '../stores/delivery-store';
import { pageLimit, toPage, type PageQuery } from './page';
import type { Redeliveries } from './redeliveries';

export interface DeliveriesQuery extends PageQuery {
  webhookId?: string;
  eventId?: string;
  status?: DeliveryStatus;
}

interface Deps {
  deliveries: DeliveryStore;
  attempts: AttemptStore;
  redeliveries: Redeliveries;
  requestOf: RequestOf;
  now(): number;
}

/** What a delivery sends; null where its webhook is no more. */
type RequestOf = (
  webhookId: string,
  sent: Pick<Delivery, 'id' | 'eventId' | 'type' | 'attemptCount'> & {
    shape: string;
    body: string | null;
    attemptedAt: number | null;
  }
) => Promise<DeliveryRequest | null>;

/** `strapi.plugin('lifecycle-webhooks').service('deliveries')` */
export function createDeliveriesService(deps: Deps) {
  const { deliveries, attempts, redeliveries, now } = deps;

  return {
    ...redeliveries,

    /** A delivery with its request and its attempts, the first first. */
    async findOne(id: string): Promise<DeliveryDetail | null> {
      const delivery = await deliveries.findOne(id);
      const carried = await deliveries.findBody(id);
      if (delivery === null || carried === null) return null;
      const made = await attempts.ofDelivery(id);
      const last = made.at(-1);
      const attemptedAt = last === undefined ? null : Date.parse(last.at);
      // In place of a body that could not be rendered stands why, which the attempt says.
      const nothing = isFailedRender(carried.shape) ? { body: null } : {};
      const sent = { ...delivery, ...carried, ...nothing, attemptedAt };
      const request = await deps.requestOf(delivery.webhookId, sent);
      return { ...delivery, request, attempts: made };
    },

    /** Newest first, in keyset pages. */
    async findMany({ pageSize, cursor, ...filter }: DeliveriesQuery = {}) {
      const limit = pageLimit(pageSize);
      const rows = await deliveries.findMany({ ...filter, limit: limit + 1, before: cursor });
      return toPage(rows, limit);
    },

    /**
     * Ends a delivery that waits. It can still be redelivered.
     * @throws NotFoundError when it does not wait, or there is none.
     */
    async cancel(id: string): Promise<void> {
      if ((await deliveries.cancelPending({ id }, 'cancelled', now())) > 0) return;
      throw new errors.NotFoundError(`No delivery '${id}' is waiting`);
    },

    /** Ends everything that waits for a webhook. @returns how many deliveries there were. */
    discard: ({ webhookId }: { webhookId: string }): Promise<number> =>
      deliveries.cancelPending({ webhookId }, 'discarded', now()),
  };
}

export type DeliveriesService = ReturnType<typeof createDeliveriesService>;

import { errors } from '@strapi/utils';
import type { Knex } from 'knex';
import type { Delivery, DeliveryDetail, DeliveryRequest } from '../../../contracts/domain';
import { isFailedRender } from '../domain/rendering';
import type { AttemptStore } from '../stores/attempt-store';
import type { Database } from '../stores/database';
import type { DeliveryFilter } from '../stores/delivery-list';
import type { DeliveryStore } from '../stores/delivery-store';
import type { GatheredStore } from '../stores/gathered-store';
import { pageLimit, type Page, type PageQuery } from './page';
import type { Redeliveries } from './redeliveries';
import { checkTexts } from './webhook-input';

export interface DeliveriesQuery extends PageQuery, Omit<DeliveryFilter, 'since' | 'until'> {
  /** Made at that time or later, and before that time: a date, or what `Date` makes one of. */
  since?: string | number | Date;
  until?: string | number | Date;
}

/** What an id can tell: 48 bits. */
const MOST_MS = 2 ** 48 - 1;

interface Deps {
  db: Pick<Database, 'join'>;
  deliveries: DeliveryStore;
  gathered: Pick<GatheredStore, 'drop'>;
  /** Lets follow what waited for a delivery of its document. */
  release(orderKeys: readonly string[], now: number, trx: Knex.Transaction): Promise<void>;
  /** Deliveries are due. */
  due(): void;
  attempts: AttemptStore;
  redeliveries: Redeliveries;
  requestOf: RequestOf;
  /** How many attempts the schedule makes for a webhook; null where there is none. */
  attemptsOf(webhookId: string): number | null;
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
      const found = await deliveries.findBody(id);
      if (delivery === null || found === null) return null;
      const { manualCount, ...carried } = found;
      const made = await attempts.ofDelivery(id);
      const last = made.at(-1);
      const attemptedAt = last === undefined ? null : Date.parse(last.at);
      // In place of a body that could not be rendered stands why, which the attempt says.
      const nothing = isFailedRender(carried.shape) ? { body: null } : {};
      const sent = { ...delivery, ...carried, ...nothing, attemptedAt };
      const request = await deps.requestOf(delivery.webhookId, sent);
      const scheduled = deps.attemptsOf(delivery.webhookId);
      const maxAttempts = scheduled === null ? null : scheduled + manualCount;
      return { ...delivery, maxAttempts, request, attempts: made };
    },

    /**
     * Newest first, in keyset pages. Where `type` or `uid` is asked for, a page may hold less than its size,
     * even nothing, and not be the last: `meta.nextCursor` tells.
     * @throws ValidationError
     */
    async findMany(query: DeliveriesQuery = {}): Promise<Page<Delivery>> {
      checkTexts(query);
      const { pageSize, cursor, since, until, ...filter } = query;
      const { deliveries: data, nextCursor } = await deliveries.findMany({
        ...filter,
        since: timeOf('since', since),
        until: timeOf('until', until),
        limit: pageLimit(pageSize),
        before: cursor,
      });
      return { data, meta: { nextCursor } };
    },

    /**
     * Ends a delivery that waits. It can still be redelivered.
     * @throws NotFoundError when it does not wait, or there is none.
     */
    async cancel(id: string): Promise<void> {
      const cancelled = await deps.db.join(async (trx) => {
        const found = await deliveries.cancel(id, 'cancelled', now(), trx);
        const key = found?.orderKey ?? null;
        if (key !== null) await deps.release([key], now(), trx);
        return found;
      });
      if (cancelled === undefined) {
        throw new errors.NotFoundError(`No delivery '${id}' is waiting`);
      }
      // What came after it in the order of its document may follow.
      deps.due();
    },

    /**
     * Ends everything that waits for a webhook, events that wait to be told together as well.
     * @returns how many deliveries there were.
     */
    async discard({ webhookId }: { webhookId: string }): Promise<number> {
      await deps.gathered.drop(webhookId);
      return deliveries.cancelAll(webhookId, 'discarded', now());
    },
  };
}

/** @throws ValidationError */
function timeOf(name: string, given: string | number | Date | undefined): number | undefined {
  if (given === undefined) return undefined;
  const time = new Date(given).getTime();
  if (time >= 0 && time <= MOST_MS) return time;
  throw new errors.ValidationError(`${name} is no date from 1970 on`);
}

export type DeliveriesService = ReturnType<typeof createDeliveriesService>;

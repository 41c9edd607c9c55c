import type {
  CancelDeliveryResponse,
  DiscardDeliveriesResponse,
  FindDeliveriesResponse,
  FindDeliveryPayloadResponse,
  FindDeliveryResponse,
  RedeliverResponse,
} from '../../../contracts/deliveries';
import type { DeliveriesService } from '../services/deliveries';
import { parse } from '../services/webhook-input';
import type { WebhooksService } from '../services/webhooks';
import type { Access } from './access';
import { found, idOf } from './ids';
import { withoutPayloads, READ_PAYLOADS } from './payload-access';
import { bodyOf, type RequestContext } from './request';
import {
  findDeliveries,
  findDeliveriesOfWebhook,
  nothing,
  redeliver,
} from './validation/deliveries';

interface Deps {
  deliveries: DeliveriesService;
  webhooks: Pick<WebhooksService, 'findOne'>;
  may: Access;
}

export function createDeliveriesController({ deliveries, webhooks, may }: Deps) {
  const existing = (id: string) => found(deliveries.findOne(id), 'delivery', id);

  const existingWebhook = async (ctx: RequestContext): Promise<string> => {
    const id = idOf(ctx, 'webhook');
    await found(webhooks.findOne(id), 'webhook', id);
    return id;
  };

  return {
    /** All deliveries, or those of the webhook in the path: one scope covers both. */
    async find(ctx: RequestContext): Promise<FindDeliveriesResponse> {
      if (ctx.params.id === undefined) {
        const { pagination, ...query } = parse(findDeliveries, ctx.query);
        return deliveries.findMany({ ...query, ...pagination });
      }
      const { pagination, ...query } = parse(findDeliveriesOfWebhook, ctx.query);
      const webhookId = await existingWebhook(ctx);
      return deliveries.findMany({ ...query, ...pagination, webhookId });
    },

    async findOne(ctx: RequestContext): Promise<FindDeliveryResponse> {
      const delivery = await existing(idOf(ctx, 'delivery'));
      return { data: (await may(ctx, READ_PAYLOADS)) ? delivery : withoutPayloads(delivery) };
    },

    async payload(ctx: RequestContext): Promise<FindDeliveryPayloadResponse> {
      const { id, request, attempts } = await existing(idOf(ctx, 'delivery'));
      return { data: { id, request, attempts } };
    },

    async redeliver(ctx: RequestContext): Promise<RedeliverResponse> {
      const options = parse(redeliver, bodyOf(ctx));
      return { data: await deliveries.redeliver(idOf(ctx, 'delivery'), options) };
    },

    async cancel(ctx: RequestContext): Promise<CancelDeliveryResponse> {
      parse(nothing, bodyOf(ctx));
      const id = idOf(ctx, 'delivery');
      await deliveries.cancel(id);
      return { data: withoutPayloads(await existing(id)) };
    },

    async discard(ctx: RequestContext): Promise<DiscardDeliveriesResponse> {
      parse(nothing, bodyOf(ctx));
      const count = await deliveries.discard({ webhookId: await existingWebhook(ctx) });
      return { data: { count } };
    },
  };
}

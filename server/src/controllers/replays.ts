import type {
  CancelReplayResponse,
  CreateReplayResponse,
  FindReplayResponse,
} from '../../../contracts/deliveries';
import type { DeliveriesService } from '../services/deliveries';
import { parse } from '../services/webhook-input';
import type { WebhooksService } from '../services/webhooks';
import { found, idOf } from './ids';
import { bodyOf, type RequestContext } from './request';
import { nothing, replay } from './validation/deliveries';

interface Deps {
  deliveries: Pick<DeliveriesService, 'replay' | 'findReplay' | 'cancelReplay'>;
  webhooks: Pick<WebhooksService, 'findOne'>;
}

export function createReplaysController({ deliveries, webhooks }: Deps) {
  return {
    async create(ctx: RequestContext): Promise<CreateReplayResponse> {
      const options = parse(replay, bodyOf(ctx));
      const webhookId = idOf(ctx, 'webhook');
      await found(webhooks.findOne(webhookId), 'webhook', webhookId);
      return { data: await deliveries.replay({ webhookId, ...options }) };
    },

    async findOne(ctx: RequestContext): Promise<FindReplayResponse> {
      const id = idOf(ctx, 'replay');
      return { data: await found(deliveries.findReplay(id), 'replay', id) };
    },

    async cancel(ctx: RequestContext): Promise<CancelReplayResponse> {
      parse(nothing, bodyOf(ctx));
      const id = idOf(ctx, 'replay');
      await deliveries.cancelReplay(id);
      return { data: await found(deliveries.findReplay(id), 'replay', id) };
    },
  };
}

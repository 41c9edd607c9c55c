import type { RotateSecretOptions } from '../../../contracts/domain';
import type {
  CreateWebhookResponse,
  DeleteWebhookResponse,
  FindWebhookResponse,
  FindWebhooksResponse,
  ImportFromStrapiResponse,
  ImportOptions,
  RotateSecretResponse,
  UpdateWebhookResponse,
} from '../../../contracts/webhooks';
import { parse, type WebhookChangeInput, type WebhookCreation } from '../services/webhook-input';
import type { ImportFromStrapi } from '../services/strapi-import';
import type { WebhooksService } from '../services/webhooks';
import { found, idOf } from './ids';
import { bodyOf, type RequestContext } from './request';
import { findWebhooks } from './validation/webhooks';

/** The service itself parses what it is given to create and to change: site code calls it, too. */
export function createWebhooksController(
  webhooks: WebhooksService & { importFromStrapi: ImportFromStrapi }
) {
  return {
    async find({ query }: RequestContext): Promise<FindWebhooksResponse> {
      const { pagination } = parse(findWebhooks, query);
      return webhooks.findMany(pagination);
    },

    async findOne(ctx: RequestContext): Promise<FindWebhookResponse> {
      const id = idOf(ctx, 'webhook');
      return { data: await found(webhooks.findOne(id), 'webhook', id) };
    },

    async importFromStrapi(ctx: RequestContext): Promise<ImportFromStrapiResponse> {
      return { data: await webhooks.importFromStrapi(bodyOf(ctx) as ImportOptions) };
    },

    async create(ctx: RequestContext): Promise<CreateWebhookResponse> {
      const data = await webhooks.create(bodyOf(ctx) as WebhookCreation);
      ctx.status = 201;
      return { data };
    },

    async update(ctx: RequestContext): Promise<UpdateWebhookResponse> {
      const change = bodyOf(ctx) as WebhookChangeInput;
      return { data: await webhooks.update(idOf(ctx, 'webhook'), change) };
    },

    async delete(ctx: RequestContext): Promise<DeleteWebhookResponse> {
      await webhooks.delete(idOf(ctx, 'webhook'));
      ctx.status = 204;
    },

    async rotateSecret(ctx: RequestContext): Promise<RotateSecretResponse> {
      const id = idOf(ctx, 'webhook');
      const options = bodyOf(ctx) as RotateSecretOptions;
      return { data: await webhooks.rotateSecret(id, options) };
    },
  };
}

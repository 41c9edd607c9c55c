import type {
  BackfillOptions,
  CancelBackfillResponse,
  CreateBackfillResponse,
  FindBackfillResponse,
} from '../../../contracts/backfills';
import type { BackfillsService } from '../services/backfills';
import { parse } from '../services/webhook-input';
import { found, idOf } from './ids';
import { bodyOf, type RequestContext } from './request';
import { nothing } from './validation/deliveries';

/** The service itself parses what it is given: site code calls it, too. */
export function createBackfillsController(webhooks: BackfillsService) {
  return {
    async create(ctx: RequestContext): Promise<CreateBackfillResponse> {
      const options = bodyOf(ctx) as BackfillOptions;
      return { data: await webhooks.backfill(idOf(ctx, 'webhook'), options) };
    },

    async findOne(ctx: RequestContext): Promise<FindBackfillResponse> {
      const id = idOf(ctx, 'backfill');
      return { data: await found(webhooks.findBackfill(id), 'backfill', id) };
    },

    async cancel(ctx: RequestContext): Promise<CancelBackfillResponse> {
      parse(nothing, bodyOf(ctx));
      const id = idOf(ctx, 'backfill');
      await webhooks.cancelBackfill(id);
      return { data: await found(webhooks.findBackfill(id), 'backfill', id) };
    },
  };
}

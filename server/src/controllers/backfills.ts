import type { Answer } from '../../../contracts/answers';
import type { Backfill } from '../../../contracts/domain';
import type { BackfillOptions, BackfillsService } from '../services/backfills';
import { parse } from '../services/webhook-input';
import { found, idOf } from './ids';
import { bodyOf, type RequestContext } from './request';
import { nothing } from './validation/deliveries';

/** The service itself parses what it is given: site code calls it, too. */
export function createBackfillsController(webhooks: BackfillsService) {
  return {
    async create(ctx: RequestContext): Promise<Answer<Backfill>> {
      const options = bodyOf(ctx) as BackfillOptions;
      return { data: await webhooks.backfill(idOf(ctx, 'webhook'), options) };
    },

    async findOne(ctx: RequestContext): Promise<Answer<Backfill>> {
      const id = idOf(ctx, 'backfill');
      return { data: await found(webhooks.findBackfill(id), 'backfill', id) };
    },

    async cancel(ctx: RequestContext): Promise<Answer<Backfill>> {
      parse(nothing, bodyOf(ctx));
      const id = idOf(ctx, 'backfill');
      await webhooks.cancelBackfill(id);
      return { data: await found(webhooks.findBackfill(id), 'backfill', id) };
    },
  };
}

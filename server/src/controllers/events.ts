import type { FindEventResponse, FindEventsResponse } from '../../../contracts/events';
import type { EventsService } from '../services/events';
import { parse } from '../services/webhook-input';
import { found, idOf } from './ids';
import { withoutSnapshots, type PayloadAccess } from './payload-access';
import type { RequestContext } from './request';
import { findEvents } from './validation/events';

interface Deps {
  events: EventsService;
  mayReadPayloads: PayloadAccess;
}

export function createEventsController({ events, mayReadPayloads }: Deps) {
  return {
    /** Without snapshots for everybody: a page of whole entries may be very long. */
    async find(ctx: RequestContext): Promise<FindEventsResponse> {
      const { pagination, ...query } = parse(findEvents, ctx.query);
      const { data, meta } = await events.findMany({ ...query, ...pagination });
      return { data: data.map(withoutSnapshots), meta };
    },

    async findOne(ctx: RequestContext): Promise<FindEventResponse> {
      const id = idOf(ctx, 'event');
      const event = await found(events.findOne(id), 'event', id);
      return { data: (await mayReadPayloads(ctx)) ? event : withoutSnapshots(event) };
    },
  };
}

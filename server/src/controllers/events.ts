import type { FindEventResponse, FindEventsResponse } from '../../../contracts/events';
import type { EventsService } from '../services/events';
import { parse } from '../services/webhook-input';
import type { Access } from './access';
import { found, idOf } from './ids';
import { withoutSnapshots, READ_PAYLOADS } from './payload-access';
import type { RequestContext } from './request';
import { findEvents } from './validation/events';

interface Deps {
  events: EventsService;
  may: Access;
}

export function createEventsController({ events, may }: Deps) {
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
      return { data: (await may(ctx, READ_PAYLOADS)) ? event : withoutSnapshots(event) };
    },
  };
}

import type { FindEventTypesResponse } from '../../../contracts/events';
import type { EventsService } from '../services/events';
import { parse } from '../services/webhook-input';
import type { RequestContext } from './request';
import { findEventTypes } from './validation/events';

export function createCatalogueController(events: Pick<EventsService, 'catalogue' | 'subjects'>) {
  return {
    async find({ query }: RequestContext): Promise<FindEventTypesResponse> {
      const data = events.catalogue(parse(findEventTypes, query));
      return { data, meta: await events.subjects() };
    },
  };
}

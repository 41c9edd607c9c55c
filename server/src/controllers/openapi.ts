import type { JsonObject } from '../../../contracts/domain';
import type { EventTypeInfo } from '../../../contracts/events';
import type { EventsService } from '../services/events';

interface Deps {
  events: Pick<EventsService, 'catalogue'>;
  /** Made of the routes, which know the controllers. */
  documentOf(eventTypes: readonly EventTypeInfo[]): JsonObject;
}

/** The document itself, not in `data`: tools read it. */
export function createOpenApiController({ events, documentOf }: Deps) {
  return { find: (): JsonObject => documentOf(events.catalogue()) };
}

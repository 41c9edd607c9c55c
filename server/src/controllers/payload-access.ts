import type { Attempt, DeliveryDetail, DomainEvent } from '../../../contracts/domain';
import type { RedactedDelivery } from '../../../contracts/deliveries';
import type { EventSummary } from '../../../contracts/events';
import type { Right } from './access';

/**
 * To read what was sent and answered: content, which a person who looks after deliveries need not see. A
 * token needs the scope of `GET /deliveries/:id/payload`, which exists so that there is such a scope; its
 * name ends in neither `find` nor `findOne`, by which Strapi tells what read-only tokens may do.
 */
export const READ_PAYLOADS: Right = {
  action: 'deliveries.read-payloads',
  scope: 'deliveries.payload',
};

/** A delivery without what was sent and answered. */
export function withoutPayloads({
  request,
  attempts,
  ...delivery
}: DeliveryDetail): RedactedDelivery {
  return {
    ...delivery,
    request:
      request === null
        ? null
        : { method: request.method, url: request.url, headers: request.headers },
    attempts: attempts.map(withoutAnswer),
  };
}

function withoutAnswer(attempt: Attempt): RedactedDelivery['attempts'][number] {
  const { number, at, durationMs, outcome, reason, responseCode } = attempt;
  return { number, at, durationMs, outcome, reason, responseCode };
}

/** An event without what it tells of. */
export function withoutSnapshots(event: DomainEvent): EventSummary {
  const summary: EventSummary & Partial<DomainEvent> = { ...event };
  delete summary.snapshot;
  delete summary.previous;
  return summary;
}

import { errors } from '@strapi/utils';
import type { Attempt, DeliveryDetail, DomainEvent } from '../../../contracts/domain';
import type { RedactedDelivery } from '../../../contracts/deliveries';
import type { EventSummary } from '../../../contracts/events';
import { fullName } from './permissions';
import type { RequestContext } from './request';

/** Strapi's `auth`: throws where what it has found out of a caller does not cover a scope. */
export interface Auth {
  verify(auth: unknown, config: { scope: string[] }): Promise<void>;
}

/**
 * Who may read what was sent and answered: content, which a person who looks after deliveries need not
 * see. An administrator needs the action for it. A token needs the scope of `GET /deliveries/:id/payload`,
 * which exists so that there is such a scope; its name ends in neither `find` nor `findOne`, by which
 * Strapi tells what read-only tokens may do.
 */
export function createPayloadAccess(auth: Auth) {
  return async ({ state }: RequestContext): Promise<boolean> => {
    if (state.route.info.type === 'admin') {
      return state.userAbility?.can(fullName('deliveries.read-payloads')) === true;
    }
    try {
      await auth.verify(state.auth, { scope: [fullName('deliveries.payload')] });
      return true;
    } catch (error) {
      if (error instanceof errors.ForbiddenError || error instanceof errors.UnauthorizedError) {
        return false;
      }
      throw error;
    }
  };
}

export type PayloadAccess = ReturnType<typeof createPayloadAccess>;

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

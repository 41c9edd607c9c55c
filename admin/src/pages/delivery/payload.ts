import type { RedactedDelivery } from '../../../../contracts/deliveries';
import type { Attempt, DeliveryDetail, DeliveryRequest } from '../../../../contracts/domain';

export type AnyDelivery = DeliveryDetail | RedactedDelivery;
export type AnyRequest = NonNullable<AnyDelivery['request']>;
export type AnyAttempt = AnyDelivery['attempts'][number];

/** The server leaves payloads out for those who may not read them. */
export function hasBody(request: AnyRequest): request is DeliveryRequest {
  return 'body' in request;
}

export function hasAnswer(attempt: AnyAttempt): attempt is Attempt {
  return 'responseBody' in attempt;
}

import type { Answer, KeysetPage, KeysetQuery } from './answers';
import type {
  Attempt,
  Delivery,
  DeliveryDetail,
  DeliveryRequest,
  DeliveryStatus,
  EventType,
  RedeliveryRender,
  Replay,
  ReplayOnly,
} from './domain';
import type { Body } from './webhooks';

/** What a delivery carried, and what was answered: for those who may read payloads. */
export interface DeliveryPayload {
  id: string;
  request: DeliveryRequest | null;
  attempts: Attempt[];
}

/** A delivery without its payloads, for those who may not read them. */
export interface RedactedDelivery extends Delivery, Pick<DeliveryDetail, 'maxAttempts'> {
  request: Omit<DeliveryRequest, 'body'> | null;
  attempts: Omit<Attempt, 'responseHeaders' | 'responseBody'>[];
}

/** GET /webhooks/:id/deliveries: the newest first. */
export interface FindDeliveriesOfWebhookQuery extends KeysetQuery {
  eventId?: string;
  status?: DeliveryStatus;
  type?: EventType;
  /** Uid of the content type the event is about. */
  uid?: string;
  documentId?: string;
  /** Made at that time or later, and before that time: ISO 8601, or milliseconds since the epoch. */
  since?: string | number;
  until?: string | number;
}
export type FindDeliveriesOfWebhookResponse = KeysetPage<Delivery>;

/** GET /deliveries: the newest first. */
export interface FindDeliveriesQuery extends FindDeliveriesOfWebhookQuery {
  webhookId?: string;
}
export type FindDeliveriesResponse = KeysetPage<Delivery>;

/** GET /deliveries/:id: with payloads for those who may read them. */
export type FindDeliveryResponse = Answer<DeliveryDetail | RedactedDelivery>;

/** GET /deliveries/:id/payload */
export type FindDeliveryPayloadResponse = Answer<DeliveryPayload>;

/** POST /deliveries/:id/redeliver */
/** `render`: @default 'original' */
export type RedeliverRequest = Body<{ render?: RedeliveryRender }>;
export type RedeliverResponse = Answer<Delivery>;

/** POST /deliveries/:id/cancel */
export type CancelDeliveryResponse = Answer<RedactedDelivery>;

/** POST /webhooks/:id/discard: ends everything that waits for a webhook. */
export type DiscardDeliveriesResponse = Answer<{ count: number }>;

/** POST /webhooks/:id/replay */
/** `since`: ISO 8601, or milliseconds since the epoch. `only`: @default 'failed' */
export type CreateReplayRequest = Body<{ since: string | number; only?: ReplayOnly }>;
export type CreateReplayResponse = Answer<Replay>;

/** GET /replays/:id */
export type FindReplayResponse = Answer<Replay>;

/** POST /replays/:id/cancel */
export type CancelReplayResponse = Answer<Replay>;

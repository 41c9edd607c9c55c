import { z } from 'zod';
import { DELIVERY_STATUSES, REDELIVERY_RENDERS, REPLAY_ONLY } from '../../../../contracts/domain';
import { idOfKind, keyset } from './fields';

/** GET /webhooks/:id/deliveries */
export const findDeliveriesOfWebhook = z.strictObject({
  ...keyset('dlv'),
  eventId: idOfKind('evt').optional(),
  status: z.enum(DELIVERY_STATUSES).optional(),
});

/** GET /deliveries */
export const findDeliveries = findDeliveriesOfWebhook.extend({
  webhookId: idOfKind('whk').optional(),
});

/** POST /deliveries/:id/redeliver */
export const redeliver = z.strictObject({ render: z.enum(REDELIVERY_RENDERS).optional() });

const time = z
  .union([z.string().max(64), z.number()], 'must be a date, as text or in milliseconds')
  .refine((since) => !Number.isNaN(new Date(since).getTime()), 'is no date');

/** POST /webhooks/:id/replay */
export const replay = z.strictObject({ since: time, only: z.enum(REPLAY_ONLY).optional() });

/** Of a POST that is told nothing: cancel, discard. */
export const nothing = z.strictObject({});

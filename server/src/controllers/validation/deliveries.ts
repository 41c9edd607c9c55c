import { z } from 'zod';
import {
  DELIVERY_STATUSES,
  REDELIVERY_RENDERS,
  REPLAY_ONLY,
  type EventType,
} from '../../../../contracts/domain';
import { idOfKind, keyset } from './fields';

const time = z
  .union([z.string().max(64), z.number()], 'must be a date, as text or in milliseconds')
  .refine((given) => !Number.isNaN(new Date(given).getTime()), 'is no date');

/** A time in a query, where a number is text. */
const timeInQuery = z
  .string()
  .max(64)
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
  .refine((given) => new Date(given).getTime() >= 0, 'must be a date, as text or in milliseconds');

/** GET /webhooks/:id/deliveries */
export const findDeliveriesOfWebhook = z.strictObject({
  ...keyset('dlv'),
  eventId: idOfKind('evt').optional(),
  status: z.enum(DELIVERY_STATUSES).optional(),
  type: z.string().min(1).max(255).optional() as z.ZodOptional<z.ZodType<EventType>>,
  uid: z.string().min(1).max(255).optional(),
  documentId: z.string().min(1).max(255).optional(),
  since: timeInQuery.optional(),
  until: timeInQuery.optional(),
});

/** GET /deliveries */
export const findDeliveries = findDeliveriesOfWebhook.extend({
  webhookId: idOfKind('whk').optional(),
});

/** POST /deliveries/:id/redeliver */
export const redeliver = z.strictObject({ render: z.enum(REDELIVERY_RENDERS).optional() });

/** POST /webhooks/:id/replay */
export const replay = z.strictObject({ since: time, only: z.enum(REPLAY_ONLY).optional() });

/** Of a POST that is told nothing: cancel, discard. */
export const nothing = z.strictObject({});

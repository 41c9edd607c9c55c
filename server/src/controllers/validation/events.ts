import { z } from 'zod';
import { flag, keyset } from './fields';

/** GET /event-types */
export const findEventTypes = z.strictObject({
  contentType: z.string().min(1).max(255).optional(),
});

/** GET /events */
export const findEvents = z.strictObject({
  ...keyset('evt'),
  deliverySuccess: flag.optional(),
});

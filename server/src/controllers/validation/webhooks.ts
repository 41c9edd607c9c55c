import { z } from 'zod';
import { page, pageSize } from './fields';

/** GET /webhooks. What a webhook is made of, the service itself validates (services/webhook-input). */
export const findWebhooks = z.strictObject({
  pagination: z.strictObject({ page, pageSize }).partial().optional(),
});

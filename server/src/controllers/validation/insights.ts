import { z } from 'zod';
import { INSIGHT_HOURS, type InsightHours } from '../../../../contracts/insights';
import { idOfKind } from './fields';

const hours = z
  .enum(INSIGHT_HOURS.map(String) as [string, ...string[]])
  .transform((text) => Number(text) as InsightHours);

/** GET /insights */
export const findInsights = z.strictObject({
  hours: hours.optional(),
  webhookId: idOfKind('whk').optional(),
});

import type { FindInsightsResponse } from '../../../contracts/insights';
import { delivers } from '../domain/instance';
import type { InsightsService } from '../services/insights';
import { parse } from '../services/webhook-input';
import type { RequestContext } from './request';
import { findInsights } from './validation/insights';

export function createInsightsController(insights: InsightsService) {
  return {
    /** Over time of all webhooks, or of one; the summary is of all. */
    async find({ query }: RequestContext): Promise<FindInsightsResponse> {
      const { hours, webhookId } = parse(findInsights, query);
      const instances = insights.instances();
      return {
        data: {
          summary: await insights.summary({ hours }),
          series: await insights.series({ hours, webhookId }),
          instances,
          isDelivering: instances.some(delivers),
        },
      };
    },
  };
}

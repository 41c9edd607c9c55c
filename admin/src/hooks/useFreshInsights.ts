import type { InsightHours } from '../../../contracts/insights';
import { useFindInsightsQuery } from '../api/webhooks-api';
import { useVisible } from './useVisible';

const EVERY_MS = 30_000;

/**
 * Insights, asked for again while somebody sees them, and at once when they are seen again. Those of the
 * range before stay until the next are there.
 */
export function useFreshInsights(hours: InsightHours) {
  const isVisible = useVisible();
  return useFindInsightsQuery(
    { hours },
    { pollingInterval: EVERY_MS, skip: !isVisible, refetchOnMountOrArgChange: true }
  );
}

import { Flex } from '@strapi/design-system';
import type { InsightsSeries, InsightsSummary } from '../../../../contracts/insights';
import { useMayRead } from '../../hooks/useMayRead';
import { Attempts } from './Attempts';
import { NoAttempts } from './NoAttempts';
import { Tiles } from './Tiles';
import { WebhooksTable } from './WebhooksTable';

interface InsightsProps {
  summary: InsightsSummary;
  series: InsightsSeries;
  /** Those of the range before, while the asked ones are on their way. */
  isOld: boolean;
}

export function Insights({ summary, series, isOld }: InsightsProps) {
  const mayRead = useMayRead();
  const { delivered, retried, failed, webhooks } = summary;
  return (
    <Flex direction="column" alignItems="stretch" gap={6} style={{ opacity: isOld ? 0.5 : 1 }}>
      <Tiles summary={summary} mayRead={mayRead} />
      {delivered + retried + failed === 0 ? (
        <NoAttempts hasWebhooks={webhooks.length > 0} />
      ) : (
        <Attempts summary={summary} series={series} mayRead={mayRead} />
      )}
      {webhooks.length === 0 ? null : <WebhooksTable webhooks={webhooks} mayRead={mayRead} />}
    </Flex>
  );
}

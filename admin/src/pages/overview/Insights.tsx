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
  const hasAttempts = delivered + retried + failed > 0;
  if (!hasAttempts && webhooks.length === 0) return <NoAttempts hasWebhooks={false} />;
  return (
    <Flex direction="column" alignItems="stretch" gap={6} style={{ opacity: isOld ? 0.5 : 1 }}>
      <Tiles summary={summary} mayRead={mayRead} />
      {hasAttempts ? (
        <Attempts summary={summary} series={series} mayRead={mayRead} />
      ) : (
        <NoAttempts hasWebhooks />
      )}
      <WebhooksTable webhooks={webhooks} mayRead={mayRead} />
    </Flex>
  );
}

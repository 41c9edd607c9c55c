import { Flex, Status, Typography } from '@strapi/design-system';
import type { InsightsSeries, InsightsSummary } from '../../../../contracts/insights';
import type { InstanceInsight } from '../../../../contracts/instances';
import { useMayRead } from '../../hooks/useMayRead';
import { useText } from '../../hooks/useText';
import { Attempts } from './Attempts';
import { InstancesTable } from './InstancesTable';
import { NoAttempts } from './NoAttempts';
import { Tiles } from './Tiles';
import { WebhooksTable } from './WebhooksTable';

interface InsightsProps {
  summary: InsightsSummary;
  series: InsightsSeries;
  instances: InstanceInsight[];
  isDelivering: boolean;
  /** Those of the range before, while the asked ones are on their way. */
  isOld: boolean;
}

export function Insights({ summary, series, instances, isDelivering, isOld }: InsightsProps) {
  const t = useText();
  const mayRead = useMayRead();
  const { delivered, retried, failed, webhooks } = summary;
  const hasAttempts = delivered + retried + failed > 0;
  if (!hasAttempts && webhooks.length === 0) return <NoAttempts hasWebhooks={false} />;
  return (
    <Flex direction="column" alignItems="stretch" gap={6} style={{ opacity: isOld ? 0.5 : 1 }}>
      {isDelivering ? null : (
        <Status variant="warning" role="alert">
          <Typography>{t('overview.nothing-delivers')}</Typography>
        </Status>
      )}
      <Tiles summary={summary} mayRead={mayRead} />
      {hasAttempts ? (
        <Attempts summary={summary} series={series} mayRead={mayRead} />
      ) : (
        <NoAttempts hasWebhooks />
      )}
      <WebhooksTable webhooks={webhooks} mayRead={mayRead} />
      {instances.length > 1 ? <InstancesTable instances={instances} /> : null}
    </Flex>
  );
}

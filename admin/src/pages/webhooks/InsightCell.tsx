import { Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { WebhookInsight } from '../../../../contracts/insights';
import { useText } from '../../hooks/useText';
import { Sparkline } from './Sparkline';

/** Below it, a webhook fails so often that somebody should look. */
const POOR = 0.9;

/** How a webhook's last 24 hours went. */
export function InsightCell({ insight }: { insight: WebhookInsight | undefined }) {
  const t = useText();
  const { formatNumber } = useIntl();
  if (insight === undefined) return <Typography textColor="neutral600">–</Typography>;
  const { successRate, delivered, retried, failed, points } = insight;
  if (successRate === null) {
    return <Typography textColor="neutral600">{t('webhooks.no-attempts')}</Typography>;
  }
  // Rounded down: 100 % is said of nothing that failed once.
  const rate = Math.floor(successRate * 1_000) / 1_000;
  return (
    <Flex gap={3}>
      <Typography
        fontWeight="bold"
        textColor={rate < POOR ? 'danger600' : 'neutral800'}
        style={{ minWidth: '5rem' }}
      >
        {formatNumber(rate, { style: 'percent', maximumFractionDigits: 1 })}
      </Typography>
      <Sparkline points={points} label={t('webhooks.attempts', { delivered, retried, failed })} />
    </Flex>
  );
}

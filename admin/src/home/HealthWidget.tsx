import { Flex, Typography } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';
import { RelativeTime } from '../components/RelativeTime';
import { useFigures } from '../hooks/useFigures';
import { useFreshInsights } from '../hooks/useFreshInsights';
import { useMayRead } from '../hooks/useMayRead';
import { useNow } from '../hooks/useNow';
import { message, useText } from '../hooks/useText';
import { FailingWebhooks } from './FailingWebhooks';
import { healthOf } from './health';
import { HealthSentence } from './HealthSentence';
import { StoppedWebhooks } from './StoppedWebhooks';

/** On the home page: whether webhooks are well, at one glance. */
export function HealthWidget() {
  const t = useText();
  const { formatMessage } = useIntl();
  const figures = useFigures();
  const now = useNow(30_000);
  const mayRead = useMayRead();
  const { data, isError } = useFreshInsights(24);
  if (data === undefined) return isError ? <Widget.Error /> : <Widget.Loading />;
  const { summary } = data;
  if (summary.webhooks.length === 0) return <Widget.NoData>{t('home.none')}</Widget.NoData>;

  const { state, failing, waiting, stopped } = healthOf(summary, now);
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <HealthSentence
        state={state}
        delivered={summary.delivered}
        failed={summary.failed}
        failing={failing.length}
        stopped={stopped}
      />
      <Flex direction="column" alignItems="flex-start" gap={1}>
        {summary.successRate === null ? null : (
          <Typography textColor="neutral600">
            {t('home.success-rate-24h', { rate: figures.rate(summary.successRate) })}
          </Typography>
        )}
        {waiting.oldestPendingAt === null ? null : (
          <Typography textColor="neutral600">
            {formatMessage(message('home.waiting'), {
              count: waiting.pending,
              time: <RelativeTime key="time" at={waiting.oldestPendingAt} />,
            })}
          </Typography>
        )}
      </Flex>
      <FailingWebhooks webhooks={failing} mayRead={mayRead} />
      <StoppedWebhooks count={stopped} isSaid={state === 'stopped'} mayRead={mayRead} />
    </Flex>
  );
}

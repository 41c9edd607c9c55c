import { lazy, Suspense } from 'react';
import { Box, Flex, Grid, Loader } from '@strapi/design-system';
import type { InsightsSeries, InsightsSummary } from '../../../../contracts/insights';
import { useFigures } from '../../hooks/useFigures';
import { useText } from '../../hooks/useText';
import type { MayRead } from '../../hooks/useMayRead';
import { WebhookRanking } from './WebhookRanking';

/** What draws is some hundred kilobytes: it is loaded here only, once the page is there. */
const Charts = lazy(() => import('./Charts'));

interface AttemptsProps {
  summary: InsightsSummary;
  series: InsightsSeries;
  mayRead: MayRead;
}

/** Over time, and whose were the slowest and the most failing. */
export function Attempts({ summary, series, mayRead }: AttemptsProps) {
  const t = useText();
  const { count, duration } = useFigures();
  return (
    <>
      <Suspense fallback={<ChartsLoading />}>
        <Charts summary={summary} series={series} />
      </Suspense>
      <Grid.Root gap={6}>
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <WebhookRanking
            title={t('overview.slowest')}
            hint={t('overview.slowest.hint')}
            webhooks={summary.slowest}
            figure={({ latencyMs }) => duration(latencyMs.p95)}
            mayRead={mayRead}
          />
        </Grid.Item>
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <WebhookRanking
            title={t('overview.failing')}
            hint={t('overview.failing.hint')}
            webhooks={summary.failing}
            figure={({ retried, failed }) => count(retried + failed)}
            // Attempts that failed may all be tried again: then no delivery has.
            status={({ failed }) => (failed > 0 ? 'failed' : undefined)}
            mayRead={mayRead}
          />
        </Grid.Item>
      </Grid.Root>
    </>
  );
}

function ChartsLoading() {
  const t = useText();
  return (
    <Box background="neutral0" hasRadius shadow="tableShadow">
      <Flex justifyContent="center" height="36rem">
        <Loader>{t('overview.charts-loading')}</Loader>
      </Flex>
    </Box>
  );
}

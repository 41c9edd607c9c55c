import { Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import type { InsightsSummary } from '../../../../contracts/insights';
import { addressOf } from '../../addresses';
import { RelativeTime } from '../../components/RelativeTime';
import { useFigures } from '../../hooks/useFigures';
import { message, useText } from '../../hooks/useText';
import { Tile, TileGrid } from './Tile';
import type { MayRead } from '../../hooks/useMayRead';

/** The range in five numbers. */
export function Tiles({ summary, mayRead }: { summary: InsightsSummary; mayRead: MayRead }) {
  const t = useText();
  const { formatMessage } = useIntl();
  const { count, rate, duration } = useFigures();
  const { delivered, retried, failed, successRate, latencyMs, backlog } = summary;
  return (
    <TileGrid>
      <Tile label={t('overview.delivered')} value={count(delivered)}>
        {t('overview.of-attempts', { count: delivered + retried + failed })}
      </Tile>
      <Tile label={t('overview.success-rate')} value={rate(successRate)}>
        {t('overview.success-rate.hint')}
      </Tile>
      <Tile
        label={t('overview.failed')}
        value={count(failed)}
        color={failed > 0 ? 'danger600' : undefined}
      >
        {t('overview.retried', { count: retried })}
        {failed > 0 && mayRead.deliveries ? (
          <>
            {' · '}
            <Typography
              tag={NavLink}
              to={addressOf.deliveries({ status: 'failed' })}
              variant="pi"
              textColor="primary600"
              aria-label={t('overview.see-failed.label')}
            >
              {t('overview.see-failed')}
            </Typography>
          </>
        ) : null}
      </Tile>
      <Tile label={t('overview.latency')} value={duration(latencyMs.p50)}>
        {t('overview.percentiles', {
          p95: duration(latencyMs.p95),
          p99: duration(latencyMs.p99),
        })}
      </Tile>
      <Tile label={t('overview.backlog')} value={count(backlog.pending)}>
        {backlog.oldestPendingAt === null
          ? t('overview.nothing-waits')
          : formatMessage(message('overview.oldest'), {
              time: <RelativeTime key="time" at={backlog.oldestPendingAt} />,
            })}
      </Tile>
    </TileGrid>
  );
}

import { Box, Status, Typography } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useFreshInsights } from '../../hooks/useFreshInsights';
import { useText } from '../../hooks/useText';
import { Insights } from './Insights';
import { RangeSwitch } from './RangeSwitch';
import { useRange } from './useRange';

/** How deliveries went, for a range of time: in numbers, over time, and by webhook. */
export function OverviewPage() {
  const t = useText();
  const [hours, setHours] = useRange();
  const { data, isError } = useFreshInsights(hours);

  if (data === undefined) return isError ? <Page.Error /> : <Page.Loading />;
  // The answer of another range stays on the page until the asked one is there.
  const isOfRange = data.summary.hours === hours;
  return (
    <Page.Main aria-busy={!isOfRange && !isError}>
      <Page.Title>{t('overview.title')}</Page.Title>
      <Layouts.Header
        title={t('nav.overview')}
        subtitle={t('overview.subtitle')}
        primaryAction={<RangeSwitch hours={hours} onChange={setHours} />}
      />
      <Layouts.Content>
        {isError ? <NotLoaded isShownOld={isOfRange} /> : null}
        {isError && !isOfRange ? null : <Insights {...data} isOld={!isOfRange} />}
      </Layouts.Content>
    </Page.Main>
  );
}

function NotLoaded({ isShownOld }: { isShownOld: boolean }) {
  const t = useText();
  return (
    <Box paddingBottom={6}>
      <Status variant={isShownOld ? 'warning' : 'danger'} role="alert">
        <Typography>{t(isShownOld ? 'overview.stale' : 'overview.not-loaded')}</Typography>
      </Status>
    </Box>
  );
}

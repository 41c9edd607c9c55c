import { Grid } from '@strapi/design-system';
import type { InsightsSeries, InsightsSummary } from '../../../../contracts/insights';
import { LatencyChart } from './LatencyChart';
import { OutcomeChart } from './OutcomeChart';
import { useTimeAxis } from './useTimeAxis';

interface ChartsProps {
  summary: InsightsSummary;
  series: InsightsSeries;
}

/** By itself, so that what draws is loaded with it. */
export default function Charts({ summary, series }: ChartsProps) {
  const axis = useTimeAxis(series, summary.until);
  return (
    <Grid.Root gap={6}>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <OutcomeChart points={series.points} axis={axis} summary={summary} />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <LatencyChart points={series.points} axis={axis} summary={summary} />
      </Grid.Item>
    </Grid.Root>
  );
}

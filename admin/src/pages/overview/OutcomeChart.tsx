import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import type { InsightPoint, InsightsSummary } from '../../../../contracts/insights';
import { useFigures } from '../../hooks/useFigures';
import { useText } from '../../hooks/useText';
import { ChartFrame } from './ChartFrame';
import { ChartTooltip } from './ChartTooltip';
import { useChartStyle } from './useChartStyle';
import type { TimeAxis } from './useTimeAxis';

interface OutcomeChartProps {
  points: InsightPoint[];
  axis: TimeAxis;
  summary: InsightsSummary;
}

/** Attempts over time, stacked by what they came to. */
export function OutcomeChart({ points, axis, summary }: OutcomeChartProps) {
  const t = useText();
  const { count, brief } = useFigures();
  const { colors, chart, grid, xAxis, yAxis, cursor } = useChartStyle();
  const outcomes = [
    { field: 'delivered', label: t('overview.delivered'), color: colors.success500 },
    { field: 'retried', label: t('overview.retried-column'), color: colors.warning500 },
    { field: 'failed', label: t('overview.failed'), color: colors.danger500 },
  ] as const;
  const title = t('overview.outcomes');
  return (
    <ChartFrame
      title={title}
      summary={t('overview.outcomes.summary', {
        delivered: summary.delivered,
        retried: summary.retried,
        failed: summary.failed,
      })}
      legend={[...outcomes]}
      head={[t('overview.time'), ...outcomes.map(({ label }) => label)]}
      rows={points.map((point) => [
        axis.span(point.at),
        ...outcomes.map(({ field }) => count(point[field])),
      ])}
    >
      <BarChart data={points} {...chart} barCategoryGap="20%">
        <CartesianGrid {...grid} />
        <XAxis {...xAxis} ticks={axis.ticks} tickFormatter={axis.tick} />
        <YAxis {...yAxis} tickFormatter={brief} />
        <Tooltip
          isAnimationActive={false}
          cursor={cursor}
          content={({ active, label }) => {
            const point = points.find(({ at }) => at === label);
            return active && point !== undefined ? (
              <ChartTooltip
                title={axis.span(point.at)}
                values={outcomes.map(({ field, ...rest }) => ({
                  ...rest,
                  value: count(point[field]),
                }))}
              />
            ) : null;
          }}
        />
        {outcomes.map(({ field, color }) => (
          <Bar
            key={field}
            dataKey={field}
            stackId="attempts"
            fill={color}
            maxBarSize={32}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ChartFrame>
  );
}

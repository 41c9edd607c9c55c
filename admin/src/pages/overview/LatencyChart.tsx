import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import type { InsightPoint, InsightsSummary } from '../../../../contracts/insights';
import { useFigures } from '../../hooks/useFigures';
import { useText } from '../../hooks/useText';
import { ChartFrame } from './ChartFrame';
import { ChartTooltip } from './ChartTooltip';
import { useChartStyle } from './useChartStyle';
import type { TimeAxis } from './useTimeAxis';

interface LatencyChartProps {
  points: InsightPoint[];
  axis: TimeAxis;
  summary: InsightsSummary;
}

/** How long attempts took, over time: the half of them, and all but the slowest. */
export function LatencyChart({ points, axis, summary: { latencyMs } }: LatencyChartProps) {
  const t = useText();
  const { duration } = useFigures();
  const { colors, chart, grid, xAxis, yAxis, cursor } = useChartStyle();
  const lines = [
    { field: 'p50', label: 'p50', color: colors.primary600, dash: '0' },
    { field: 'p95', label: 'p95', color: colors.alternative600, dash: '6 3' },
    { field: 'p99', label: 'p99', color: colors.warning600, dash: '2 3' },
  ] as const;
  const title = t('overview.latency-over-time');
  return (
    <ChartFrame
      title={title}
      summary={t('overview.latency.summary', {
        p50: duration(latencyMs.p50),
        p95: duration(latencyMs.p95),
        p99: duration(latencyMs.p99),
      })}
      legend={[...lines]}
      head={[t('overview.time'), ...lines.map(({ label }) => label)]}
      rows={points.map((point) => [
        axis.span(point.at),
        ...lines.map(({ field }) => duration(point.latencyMs[field])),
      ])}
    >
      <LineChart data={points} {...chart}>
        <CartesianGrid {...grid} />
        <XAxis {...xAxis} ticks={axis.ticks} tickFormatter={axis.tick} />
        <YAxis {...yAxis} tickFormatter={duration} />
        <Tooltip
          isAnimationActive={false}
          cursor={cursor}
          content={({ active, label }) => {
            const point = points.find(({ at }) => at === label);
            return active && point !== undefined ? (
              <ChartTooltip
                title={axis.span(point.at)}
                values={lines.map(({ field, ...rest }) => ({
                  ...rest,
                  value: duration(point.latencyMs[field]),
                }))}
              />
            ) : null;
          }}
        />
        {lines.map(({ field, color, dash }) => (
          <Line
            key={field}
            dataKey={`latencyMs.${field}`}
            stroke={color}
            strokeDasharray={dash}
            strokeWidth={2}
            // A point without attempts has no latency, and one alone no line.
            dot={{ r: 2, fill: color, strokeDasharray: '0' }}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ChartFrame>
  );
}

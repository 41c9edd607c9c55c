import { useTheme } from 'styled-components';

/** What the charts have in common, in the colours of the theme. */
export function useChartStyle() {
  const { colors } = useTheme();
  const axis = {
    tick: { fill: colors.neutral600, fontSize: 12 },
    stroke: colors.neutral200,
    tickLine: false,
  };
  return {
    colors,
    chart: {
      responsive: true,
      style: { width: '100%', height: '24rem' },
      margin: { top: 8, right: 8, bottom: 0, left: 0 },
      // Its frame tells what it shows, and has its points as a table.
      accessibilityLayer: false,
    },
    grid: { stroke: colors.neutral150, vertical: false },
    xAxis: {
      ...axis,
      dataKey: 'at',
      interval: 'equidistantPreserveStart',
      minTickGap: 24,
    },
    yAxis: { ...axis, axisLine: false, width: 'auto', allowDecimals: false },
    cursor: { fill: colors.neutral150, stroke: colors.neutral200 },
  } as const;
}

import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { InsightsSeries } from '../../../../contracts/insights';
import { labelTime, TICK_FORMATS, ticksOf } from './time-axis';

export interface TimeAxis {
  ticks: string[];
  /** The label of a point on the axis. */
  tick: (at: string) => string;
  /** From when until when a point counts; the last one until now. */
  span: (at: string) => string;
}

/** The times of a series in words of the panel's language. */
export function useTimeAxis({ points, hours, stepMs }: InsightsSeries, until: string): TimeAxis {
  const { formatDate, formatDateTimeRange } = useIntl();
  return useMemo(
    () => ({
      ticks: ticksOf(
        points.map(({ at }) => at),
        hours
      ),
      tick: (at) => formatDate(labelTime(at, stepMs), TICK_FORMATS[hours]),
      span: (at) => {
        const from = Date.parse(at);
        return formatDateTimeRange(from, Math.min(from + stepMs, Date.parse(until)), {
          dateStyle: 'medium',
          timeStyle: 'short',
        });
      },
    }),
    [points, hours, stepMs, until, formatDate, formatDateTimeRange]
  );
}

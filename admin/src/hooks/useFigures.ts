import { useMemo } from 'react';
import { useIntl } from 'react-intl';

/** Where there is nothing to count. */
const NOTHING = '–';

/** Numbers as people of the panel's language write them. */
export function useFigures() {
  const { formatNumber } = useIntl();
  return useMemo(
    () => ({
      count: (value: number): string => formatNumber(value),
      /** `1.2K`, for an axis. */
      brief: (value: number): string => formatNumber(value, { notation: 'compact' }),
      /** A part of one. Rounded down: what is not all is not 100 %. */
      rate: (part: number | null): string =>
        part === null
          ? NOTHING
          : formatNumber(Math.floor(part * 1000) / 1000, {
              style: 'percent',
              maximumFractionDigits: 1,
            }),
      /** `180 ms`, `1.2 sec`. */
      duration: (ms: number | null): string => {
        if (ms === null) return NOTHING;
        return ms < 1000
          ? formatNumber(Math.round(ms), { style: 'unit', unit: 'millisecond' })
          : formatNumber(ms / 1000, { style: 'unit', unit: 'second', maximumFractionDigits: 1 });
      },
    }),
    [formatNumber]
  );
}

export type Figures = ReturnType<typeof useFigures>;

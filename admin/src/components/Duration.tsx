import { useIntl } from 'react-intl';

/** `85 ms`, `1.2 s`. */
export function Duration({ ms }: { ms: number }) {
  return <>{useDuration()(ms)}</>;
}

export function useDuration() {
  const { formatNumber } = useIntl();
  return (ms: number): string =>
    ms < 1_000
      ? formatNumber(ms, { style: 'unit', unit: 'millisecond', unitDisplay: 'short' })
      : formatNumber(ms / 1_000, {
          style: 'unit',
          unit: 'second',
          unitDisplay: 'short',
          maximumFractionDigits: 1,
        });
}

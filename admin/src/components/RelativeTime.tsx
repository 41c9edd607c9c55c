import { useIntl } from 'react-intl';
import { useNow } from '../hooks/useNow';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** `3 minutes ago`, `in 4 hours`; the exact time on hover. */
export function RelativeTime({ at }: { at: string }) {
  const { formatDate } = useIntl();
  const time = new Date(at);
  const away = useAway();
  return (
    <time
      dateTime={at}
      title={formatDate(time, { dateStyle: 'full', timeStyle: 'long' })}
      style={{ whiteSpace: 'nowrap' }}
    >
      {away(time.getTime() - useNow(10_000))}
    </time>
  );
}

/** How far away a time is, in words: milliseconds from now, negative in the past. */
export function useAway() {
  const { formatRelativeTime } = useIntl();
  return (awayMs: number): string => {
    const [unit, ms] = UNITS.find(([, size]) => Math.abs(awayMs) >= size) ?? ['second', 1_000];
    return formatRelativeTime(Math.round(awayMs / ms), unit, { numeric: 'auto' });
  };
}

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
  const { formatDate, formatRelativeTime } = useIntl();
  const time = new Date(at);
  const away = time.getTime() - useNow(10_000);
  const [unit, ms] = UNITS.find(([, size]) => Math.abs(away) >= size) ?? ['second', 1_000];
  return (
    <time
      dateTime={at}
      title={formatDate(time, { dateStyle: 'full', timeStyle: 'long' })}
      style={{ whiteSpace: 'nowrap' }}
    >
      {formatRelativeTime(Math.round(away / ms), unit, { numeric: 'auto' })}
    </time>
  );
}

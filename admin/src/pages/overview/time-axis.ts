import type { InsightHours } from '../../../../contracts/insights';

const DAY_MS = 86_400_000;

/**
 * Where an axis of time may have its labels. A week has several points a day: the first of each day, as the
 * reader's clock has it.
 */
export function ticksOf(times: readonly string[], hours: InsightHours): string[] {
  if (hours !== 168) return [...times];
  const days = times.map((at) => new Date(at).toDateString());
  return times.filter((_at, index) => index > 0 && days[index] !== days[index - 1]);
}

/**
 * What stands for a point on the axis. A point that is a whole day is one of UTC: its middle is on the date
 * that most of it has where the reader is.
 */
export function labelTime(at: string, stepMs: number): Date {
  const start = Date.parse(at);
  return new Date(stepMs >= DAY_MS ? start + stepMs / 2 : start);
}

export const TICK_FORMATS = {
  1: { hour: 'numeric', minute: '2-digit' },
  24: { hour: 'numeric', minute: '2-digit' },
  168: { weekday: 'short', day: 'numeric' },
  720: { day: 'numeric', month: 'short' },
} as const satisfies Record<InsightHours, Intl.DateTimeFormatOptions>;

import { labelTime, ticksOf } from '../../admin/src/pages/overview/time-axis';
import type { INSIGHT_HOURS } from '../../contracts/insights';
import { aSeries } from './factories';

const timesOf = (hours: (typeof INSIGHT_HOURS)[number]) =>
  aSeries(hours).points.map(({ at }) => at);

test.each([1, 24, 720] as const)('every point of %d hours may be labelled', (hours) => {
  expect(ticksOf(timesOf(hours), hours)).toEqual(timesOf(hours));
});

test('a week is labelled once a day, at the first point the day has', () => {
  const ticks = ticksOf(timesOf(168), 168);
  expect(ticks.length).toBeGreaterThanOrEqual(6);
  expect(ticks.length).toBeLessThanOrEqual(7);
  expect(new Set(ticks.map((at) => new Date(at).toDateString())).size).toBe(ticks.length);
});

test('a day of UTC is labelled by its noon, an hour by its beginning', () => {
  const at = '2026-03-04T00:00:00.000Z';
  expect(labelTime(at, 86_400_000).toISOString()).toBe('2026-03-04T12:00:00.000Z');
  expect(labelTime(at, 3_600_000).toISOString()).toBe(at);
});

import { DEFAULT_OPTIONS, scheduleOf } from '../../server/src/config/options';
import { parseWait, STANDARD_SCHEDULE, waitBefore } from '../../server/src/domain/retry-schedule';

describe('a wait', () => {
  test.each([
    ['0s', 0],
    ['5s', 5_000],
    ['1m', 60_000],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
  ])('%s is %d ms', (wait, ms) => expect(parseWait(wait)).toBe(ms));

  test.each(['', '5', 's', '-1s', '1.5m', '1d', '1 m', '1S', '5s ', '5s5m', '1234567s', ' 1h'])(
    "'%s' is none",
    (wait) => expect(parseWait(wait)).toBeUndefined()
  );
});

describe('attempts wait', () => {
  const waitsMs = [0, 60_000, 300_000];

  test.each([
    [1, 0],
    [2, 60_000],
    [3, 300_000],
    [4, 300_000],
    [50, 300_000],
  ])('before attempt %d: %d ms, the last wait again and again', (attempt, ms) => {
    expect(waitBefore(attempt, waitsMs, 0, 0.9)).toBe(ms);
  });

  test.each([
    [0, 54_000],
    [0.5, 60_000],
    [1, 66_000],
  ])('with a jitter of a tenth and a random number %d: %d ms', (random, ms) => {
    expect(waitBefore(2, waitsMs, 0.1, random)).toBe(ms);
  });

  test('a whole number of milliseconds', () => {
    expect(waitBefore(2, [0, 999], 0.1, 0.123)).toBe(924);
  });
});

test('by default at once, then after 1 min, 5 min, 30 min, 1 h and 6 h', () => {
  expect(scheduleOf(DEFAULT_OPTIONS).map(parseWait)).toEqual([
    0, 60_000, 300_000, 1_800_000, 3_600_000, 21_600_000,
  ]);
});

test("'standard' is the schedule that Standard Webhooks recommends", () => {
  const waits = scheduleOf({ ...DEFAULT_OPTIONS, retrySchedule: 'standard' });
  expect(waits).toBe(STANDARD_SCHEDULE);
  expect(waits.map(parseWait)).toEqual(
    [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map((s) => s * 1_000)
  );
});

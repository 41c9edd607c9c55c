import { paceAfter, slotSizeOf } from '../../server/src/domain/slot-size';

test.each([
  [null, 1],
  [{ requestMs: 5, longest: 100 }, 40],
  [{ requestMs: 0, longest: 0 }, 40],
  [{ requestMs: 100, longest: 100 }, 10],
  [{ requestMs: 700, longest: 100 }, 1],
  [{ requestMs: 30_000, longest: 100 }, 1],
  [{ requestMs: 5, longest: 128 * 1_024 }, 4],
  [{ requestMs: 5, longest: 10_000_000 }, 1],
])('a slot of a lane with the pace %j is given %i', (pace, size) => {
  expect(slotSizeOf(pace)).toBe(size);
});

test('one long body makes slots small for a while', () => {
  let pace = paceAfter(null, 5, 1_000_000);
  expect(slotSizeOf(pace)).toBe(1);
  for (let request = 0; request < 10; request += 1) pace = paceAfter(pace, 5, 100);
  expect(slotSizeOf(pace)).toBe(1);
  for (let request = 0; request < 1_000; request += 1) pace = paceAfter(pace, 5, 100);
  expect(slotSizeOf(pace)).toBe(40);
});

test('a receiver that becomes slow is soon given less', () => {
  let pace = paceAfter(null, 5, 100);
  for (let request = 0; request < 3; request += 1) pace = paceAfter(pace, 2_000, 100);
  expect(slotSizeOf(pace)).toBe(1);
});

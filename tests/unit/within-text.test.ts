import { withinText } from '../../server/src/queue/within-text';

const rows = (...sizes: (number | null)[]) => sizes.map((size) => ({ size }));

test.each([
  ['all where they come to no more', rows(3, 3, 3), 0, 9, 3],
  ['those before the one that is too much', rows(3, 3, 4, 1), 0, 9, 2],
  ['none where the first is too much and nothing waits for it', rows(10), 0, 9, 0],
  ['one for each slot, whatever their size', rows(10, 10, 10, 1), 2, 9, 2],
  ['behind them only what is little with them', rows(4, 4, 1, 1), 2, 9, 3],
  ['those of which the size is not known for slots alone', rows(null, null, 1), 1, 9, 1],
])('takes %s', (_title, given, slots, text, count) => {
  expect(withinText(given, slots, text)).toEqual(given.slice(0, count));
});

import { createIds } from '../../server/src/lib/ids';

test.each(['whk', 'evt', 'dlv'] as const)('an id of %s says so and holds no dot', (prefix) => {
  const id = createIds(() => 1_700_000_000_000)(prefix);
  expect(id).toMatch(new RegExp(`^${prefix}_[0-9a-z]{26}$`));
});

test('ids of one millisecond sort in the order they were made', () => {
  const newId = createIds(() => 1_700_000_000_000);
  const ids = Array.from({ length: 1_000 }, () => newId('evt'));
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});

test('ids sort by the time they were made', () => {
  let now = 1_700_000_000_000;
  const newId = createIds(() => (now += 7));
  const ids = Array.from({ length: 1_000 }, () => newId('evt'));
  expect([...ids].sort()).toEqual(ids);
});

test('ids sort in the order they were made when the clock goes back', () => {
  let now = 1_700_000_000_000;
  const newId = createIds(() => (now -= 1_000));
  const ids = Array.from({ length: 10 }, () => newId('evt'));
  expect([...ids].sort()).toEqual(ids);
});

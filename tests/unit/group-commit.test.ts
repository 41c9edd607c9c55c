import { createGroupCommit } from '../../server/src/queue/group-commit';
import { until } from '../helpers/receiver';

const reached = (condition: () => boolean) => until(condition, () => 'not reached');

/** A writer that refuses some entries, and with them every group they are in. */
function start(refused: Set<string>) {
  const written: string[] = [];
  const settled: string[] = [];
  const told: { entries: readonly string[]; message: string; isLast: boolean }[] = [];
  const tries: number[] = [];
  const onRecovery = jest.fn();
  const commit = createGroupCommit<string>({
    onRecovery,
    write: async (entries) => {
      tries.push(entries.length);
      if (entries.some((entry) => refused.has(entry))) throw new Error('refused on purpose');
      written.push(...entries);
    },
    mayWait: () => false,
    settled: (entry) => settled.push(entry),
    onError: (entries, error, isLast) =>
      told.push({ entries, message: (error as Error).message, isLast }),
  });
  return { commit, written, settled, told, tries, onRecovery };
}

test('an entry that cannot be written keeps back none of those it came with', async () => {
  const { commit, written, settled } = start(new Set(['first']));
  for (const entry of ['first', 'second', 'third']) commit.add(entry);
  await reached(() => settled.length === 2);
  expect(written).toEqual(['second', 'third']);
  await commit.end();
});

test('entries that cannot be written are tried together, and told of together', async () => {
  const entries = Array.from({ length: 200 }, (_, index) => `entry ${index}`);
  const refused = new Set(entries);
  const { commit, written, settled, told, onRecovery } = start(refused);
  for (const entry of entries) commit.add(entry);
  await reached(() => told.length === 2);
  expect(told[0]).toMatchObject({ message: 'refused on purpose', isLast: false });
  expect([...(told[0]?.entries ?? [])].sort()).toEqual([...entries].sort());
  refused.clear();
  await reached(() => settled.length === 200);
  expect(written.sort()).toEqual([...entries].sort());
  expect(told.length).toBeLessThan(5);
  await reached(() => onRecovery.mock.calls.length === 1);
  await commit.end();
});

test('at the end, what cannot be written is given up after one more try, and said to be', async () => {
  const { commit, settled, told } = start(new Set(['first']));
  for (const entry of ['first', 'second']) commit.add(entry);
  await commit.end();
  expect(settled.sort()).toEqual(['first', 'second']);
  expect(told.at(-1)).toMatchObject({ entries: ['first'], isLast: true });
});

test('at the end, with the database away, most are given up untried', async () => {
  const entries = Array.from({ length: 300 }, (_, index) => `entry ${index}`);
  const { commit, settled, told, tries } = start(new Set(entries));
  for (const entry of entries) commit.add(entry);
  await commit.end();
  expect(settled.sort()).toEqual([...entries].sort());
  expect(told.at(-1)).toMatchObject({ isLast: true });
  // Two groups as they came, one of those that are late, three by themselves and the others of it.
  expect(tries.length).toBeLessThanOrEqual(7);
});

test('some that can never be written keep back none of those behind them', async () => {
  const refused = Array.from({ length: 5 }, (_, index) => `refused ${index}`);
  const entries = Array.from({ length: 100 }, (_, index) => `entry ${index}`);
  const { commit, written, settled } = start(new Set(refused));
  for (const entry of [...refused, ...entries]) commit.add(entry);
  await reached(() => settled.length === entries.length);
  expect(written.sort()).toEqual([...entries].sort());
  await commit.end();
});

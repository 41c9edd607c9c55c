import type { Instance } from '../../server/src/domain/instance';
import { createActivity } from '../../server/src/upkeep/activity';
import { createPresence } from '../../server/src/upkeep/presence';

const START = Date.UTC(2026, 0, 1);

/** Instances that share a table, each with the lines it logged; nothing of them is left after the test. */
function site() {
  const rows = new Map<string, Instance>();
  const begun: { stop(): Promise<void> }[] = [];
  let isGone = false;
  return {
    rows,
    databaseIsGone: (gone: boolean) => (isGone = gone),
    begin(id: string, role: Instance['role']) {
      const lines: string[] = [];
      const line = (text: string) => void lines.push(text);
      const activity = createActivity(Date.now);
      const presence = createPresence({
        store: {
          see: async (instance) => {
            if (isGone) throw new Error('no database');
            rows.set(instance.id, instance);
          },
          all: async () => [...rows.values()],
          remove: async (ids) => ids.forEach((gone) => rows.delete(gone)),
        },
        self: { id, role, host: 'here', pid: 1, version: '1', concurrency: 10, startedAt: START },
        activity,
        now: Date.now,
        log: { debug: () => undefined, info: line, warn: line, error: line },
      });
      presence.start();
      begun.push(presence);
      return { ...presence, activity, lines };
    },
    end: () => Promise.all(begun.map((presence) => presence.stop())),
  };
}

let shared: ReturnType<typeof site>;

beforeEach(() => {
  jest.useFakeTimers({ now: START });
  shared = site();
});

afterEach(async () => {
  await shared.end();
  jest.useRealTimers();
});

const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1_000);
const idsOf = (instances: readonly Instance[]) => instances.map(({ id }) => id);

test('instances know of each other, and how many requests all may have under way', async () => {
  const one = shared.begin('ins_1', 'all');
  expect(one.slotsInAll()).toBe(10);
  const other = shared.begin('ins_2', 'capture');
  shared.begin('ins_3', 'deliver');
  await seconds(6);
  expect(idsOf(one.living())).toEqual(['ins_1', 'ins_2', 'ins_3']);
  expect(idsOf(other.living())).toEqual(['ins_1', 'ins_2', 'ins_3']);
  expect([one.slotsInAll(), other.slotsInAll()]).toEqual([20, 20]);
});

test('one that ends is gone at once, one that dies when it has not been seen for a while', async () => {
  const one = shared.begin('ins_1', 'all');
  const ending = shared.begin('ins_2', 'all');
  await seconds(6);
  await ending.stop();
  await seconds(6);
  expect(idsOf(one.living())).toEqual(['ins_1']);

  const dead = { ...one.living()[0]!, id: 'ins_0', seenAt: Date.now() };
  shared.rows.set(dead.id, dead);
  await seconds(6);
  expect(idsOf(one.living())).toEqual(['ins_0', 'ins_1']);
  await seconds(15);
  expect(idsOf(one.living())).toEqual(['ins_1']);
  await seconds(150);
  expect([...shared.rows.keys()]).toEqual(['ins_1']);
});

test('that nothing delivers is told once, when it has lasted, and when it is over', async () => {
  const one = shared.begin('ins_1', 'capture');
  await seconds(10);
  expect(one.lines).toEqual([]);
  await seconds(60);
  expect(one.lines).toEqual([expect.stringContaining('Nothing is delivered')]);
  shared.begin('ins_2', 'deliver');
  await seconds(10);
  expect(one.lines).toEqual([expect.anything(), 'Events are delivered again']);
});

test('an instance whose database is gone knows itself, and ends without a word to it', async () => {
  const one = shared.begin('ins_1', 'all');
  const other = shared.begin('ins_2', 'all');
  await seconds(6);
  shared.databaseIsGone(true);
  await seconds(30);
  expect(idsOf(one.living())).toEqual(['ins_1']);
  expect(one.lines).toEqual([expect.stringContaining('no database')]);
  await expect(other.stop()).resolves.toBeUndefined();
});

test('what an instance did is that of the last minute', async () => {
  const { activity, living } = shared.begin('ins_1', 'all');
  activity.attempted(true);
  await seconds(30);
  activity.attempted(false);
  expect(living()).toMatchObject([{ attemptsPerMinute: 2, deliveredPerMinute: 1 }]);
  await seconds(35);
  expect(living()).toMatchObject([{ attemptsPerMinute: 1, deliveredPerMinute: 0 }]);
  await seconds(30);
  expect(living()).toMatchObject([{ attemptsPerMinute: 0, deliveredPerMinute: 0 }]);
});

import { createRelay, type RelayDeps } from '../../server/src/relay/relay';
import type { OutboxEntry } from '../../server/src/stores/outbox-store';
import { until } from '../helpers/receiver';

/** A relay over an outbox in memory, on a database that refuses some events, or all. */
function start(ids: readonly number[], refused: (id: number) => boolean) {
  let entries = ids.map(
    (id) => ({ id, event: { id: `evt_${id}` }, traceparent: null }) as OutboxEntry
  );
  const leftOut: (readonly number[])[] = [];
  let claims = 0;
  const log = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  const deps: RelayDeps = {
    db: {
      giveTurn: async () => undefined,
      transaction: (work) => work({} as Parameters<typeof work>[0]),
    },
    outbox: {
      oldest: async (most, except) => {
        leftOut.push(except);
        const found = entries.filter(({ id }) => !except.includes(id));
        return {
          entries: found.slice(0, most.events),
          hasMore: found.length > most.events,
        };
      },
      take: async (batch) => {
        if (batch.some(({ id }) => refused(id))) throw new Error('refused on purpose');
        entries = entries.filter((entry) => !batch.includes(entry));
        return batch.length;
      },
    },
    events: { append: async () => undefined },
    deliveries: { append: async () => undefined },
    gathered: { append: async () => undefined },
    webhooks: { refresh: async () => undefined },
    fanOut: () => ({ deliveries: [], bodies: [], gathered: [] }),
    traced: () => ({ traceparentOf: () => null, committed: () => undefined }),
    now: () => 0,
    log,
    admit: (_fanned, write) => write(async () => void (claims += 1)),
    everyMs: 1_000,
    gathering: () => undefined,
  };
  const relay = createRelay(deps);
  relay.start();
  return { relay, leftOut, left: () => entries.map(({ id }) => id), claims: () => claims, log };
}

const reached = (condition: () => boolean) => until(condition, () => 'not reached');

test('the queue may claim in the transaction that writes deliveries', async () => {
  const { relay, left, claims } = start([1, 2], () => false);
  await reached(() => left().length === 0);
  await relay.stop();
  expect(claims()).toBe(1);
});

test('an event that cannot be relayed is set aside, and those with it are relayed', async () => {
  const { relay, leftOut, left } = start([1, 2, 3], (id) => id === 2);
  await reached(() => left().length === 1);
  relay.wake();
  await reached(() => leftOut.length >= 2);
  await relay.stop();
  expect(left()).toEqual([2]);
  expect(leftOut[1]).toEqual([2]);
});

test('where none can be, the database refuses: they are tried again with the next round', async () => {
  let isAway = true;
  const { relay, left, log } = start([1, 2, 3], () => isAway);
  await reached(() => log.error.mock.calls.length === 1);
  isAway = false;
  relay.wake();
  await reached(() => left().length === 0);
  await relay.stop();
  expect(log.error).toHaveBeenCalledTimes(1);
});

test('a hundred events that cannot be relayed keep back none behind them', async () => {
  const ids = Array.from({ length: 120 }, (_, index) => index);
  const { relay, left } = start(ids, (id) => id < 100);
  await reached(() => left().length === 100);
  await relay.stop();
  expect(left()).not.toContain(110);
});

import { createRelay, type RelayDeps } from '../../server/src/relay/relay';
import type { OutboxEntry } from '../../server/src/stores/outbox-store';
import { until } from '../helpers/receiver';

/**
 * A relay over an outbox in memory, on a database that refuses some events, or all; each is of a document of
 * its own, unless told otherwise.
 */
function start(
  ids: readonly number[],
  refused: (id: number) => boolean,
  documentOf: (id: number) => string = String,
  readMs = 0
) {
  const entryOf = (id: number) => {
    const event = { id: `evt_${id}`, uid: 'note', documentId: documentOf(id), locale: null };
    return { id, event, traceparent: null } as OutboxEntry;
  };
  let entries = ids.map(entryOf);
  const relayed: number[] = [];
  let clock = 0;
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
        // A read takes its time.
        clock += readMs;
        const found = entries.filter(({ id }) => !except.includes(id));
        return {
          entries: found.slice(0, most.events),
          hasMore: found.length > most.events,
        };
      },
      take: async (batch) => {
        if (batch.some(({ id }) => refused(id))) throw new Error('refused on purpose');
        entries = entries.filter((entry) => !batch.includes(entry));
        relayed.push(...batch.map(({ id }) => id));
        return batch.length;
      },
    },
    events: { append: async () => undefined },
    deliveries: { append: async () => undefined },
    gathered: { append: async () => undefined },
    webhooks: { refresh: async () => undefined },
    fanOut: () => ({ deliveries: [], bodies: [], gathered: [] }),
    traced: () => ({ traceparentOf: () => null, committed: () => undefined }),
    now: () => clock,
    log,
    admit: (_fanned, write) => write(async () => void (claims += 1)),
    everyMs: 1_000,
    gathering: () => undefined,
  };
  const relay = createRelay(deps);
  relay.start();
  return {
    ...{ relay, leftOut, relayed, log },
    left: () => entries.map(({ id }) => id),
    claims: () => claims,
    add: (id: number) => void (entries = [...entries, entryOf(id)]),
    /** Moves the clock on, and has it look. */
    wait: (ms: number) => {
      clock += ms;
      relay.wake();
    },
  };
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

describe('what happened to one document', () => {
  const ASIDE_MS = 30_000;
  const twoDocuments = (id: number) => (id === 3 ? 'other' : 'the same');
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

  test('keeps its order where the database was away for a moment', async () => {
    let refusals = 0;
    // The batch, and the first of it by itself.
    const refused = (id: number) => id === 1 && (refusals += 1) <= 2;
    const { relay, relayed, left } = start([1, 2, 3], refused, twoDocuments);
    await reached(() => left().length === 0);
    await relay.stop();
    expect(relayed).toEqual([3, 1, 2]);
  });

  test('waits behind what could not be relayed, what comes later too, and keeps its order', async () => {
    let isRefused = true;
    const refused = (id: number) => isRefused && id === 1;
    const { relay, relayed, left, add, wait } = start([1, 2, 3], refused, twoDocuments);
    await reached(() => relayed.length === 1);
    add(4);
    wait(ASIDE_MS - 1);
    await settle();
    expect(relayed).toEqual([3]);
    isRefused = false;
    wait(1);
    await reached(() => left().length === 0);
    await relay.stop();
    expect(relayed).toEqual([3, 1, 2, 4]);
  });

  test('keeps its order when its time comes while events are read', async () => {
    let isRefused = true;
    const refused = (id: number) => isRefused && id === 1;
    const { relay, relayed, left, add, wait } = start([1, 2, 3], refused, twoDocuments, 2);
    await reached(() => relayed.length === 1);
    isRefused = false;
    add(4);
    wait(ASIDE_MS - 1);
    await settle();
    wait(1_000);
    await reached(() => left().length === 0);
    await relay.stop();
    expect(relayed).toEqual([3, 1, 2, 4]);
  });

  test('keeps its order when what was in its way gives up', async () => {
    const { relay, relayed, left, add, wait } = start([1, 2, 3], (id) => id === 1, twoDocuments);
    await reached(() => relayed.length === 1);
    // Tried again a little before the five minutes are over, it is aside when they are.
    for (let waited = 0; waited < 9; waited += 1) {
      wait(ASIDE_MS + 500);
      await settle();
    }
    wait(5 * 60_000 - 9 * (ASIDE_MS + 500) + 1);
    await settle();
    add(4);
    wait(1);
    await settle();
    for (let waited = 0; waited < 2; waited += 1) {
      wait(ASIDE_MS);
      await settle();
    }
    await reached(() => left().length === 1);
    await relay.stop();
    expect(relayed).toEqual([3, 2, 4]);
  });

  test.each([
    ['with others', [1, 2, 3]],
    ['alone', [1, 2]],
  ])('goes on after some minutes without what can never be relayed, %s', async (_case, ids) => {
    const { relay, relayed, left, wait } = start(ids, (id) => id === 1, twoDocuments);
    for (let waited = 0; waited < 4 * 60_000; waited += ASIDE_MS) {
      await settle();
      wait(ASIDE_MS);
    }
    await settle();
    expect(relayed).not.toContain(2);
    for (let waited = 0; waited < 2 * 60_000; waited += ASIDE_MS) {
      await settle();
      wait(ASIDE_MS);
    }
    await reached(() => left().length === 1);
    await relay.stop();
    expect(left()).toEqual([1]);
  });
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import { createLoop, type Loop } from '../../server/src/lib/loop';
import { until } from '../helpers/receiver';

/** Longer than any test: a round after the first one comes from a wake. */
const NEVER = 2 ** 30;

let loop: Loop | undefined;

afterEach(async () => {
  await loop?.stop();
  loop = undefined;
});

function start(
  round: () => Promise<boolean>,
  more: {
    everyMs?: number;
    restAtMostMs?: number;
    onError?: () => void;
    onRecovery?: () => void;
  } = {}
) {
  loop = createLoop({ round, everyMs: NEVER, onError: () => undefined, ...more });
  loop.start();
  return loop;
}

/** A promise and the function that resolves it. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

const reached = (condition: () => boolean) => until(condition, () => 'a round is missing');
/** Whatever was to run at once when this was called has run. */
const afterEarlierTimers = () => new Promise((resolve) => setTimeout(resolve, 2));
const turn = () => new Promise((resolve) => setImmediate(resolve));

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('runs a round when started, and another when woken', async () => {
  let rounds = 0;
  const woken = start(async () => {
    rounds += 1;
    return false;
  });
  await reached(() => rounds === 1);
  woken.wake();
  await reached(() => rounds === 2);
});

test('goes on at once for as long as a round says so', async () => {
  let rounds = 0;
  start(async () => {
    rounds += 1;
    return rounds < 5;
  });
  await reached(() => rounds === 5);
});

test('runs a round after a time of quiet', async () => {
  let rounds = 0;
  const round = async () => {
    rounds += 1;
    return false;
  };
  start(round, { everyMs: 5 });
  await reached(() => rounds >= 3);
});

test('runs one round at a time, and one more for all that woke it meanwhile', async () => {
  const gates = [gate(), gate()];
  let rounds = 0;
  let running = 0;
  let most = 0;
  const busy = start(async () => {
    running += 1;
    most = Math.max(most, running);
    await gates[rounds++]?.opened;
    running -= 1;
    return false;
  });
  await reached(() => rounds === 1);
  for (let wake = 0; wake < 5; wake += 1) {
    busy.wake();
    await afterEarlierTimers();
  }
  expect(rounds).toBe(1);
  gates[0]?.open();
  await reached(() => rounds === 2);
  gates[1]?.open();
  await reached(() => running === 0);
  await busy.stop();
  expect({ rounds, most }).toEqual({ rounds: 2, most: 1 });
});

describe('a loop that rests', () => {
  let time = 0;
  /** Of this thread, from 0 to 1. */
  let utilization = 0;
  const waits = () => jest.mocked(setTimeout).mock.calls.map(([, delay]) => delay);

  const startResting = async ({ more = false } = {}) => {
    let rounds = 0;
    const resting = start(
      async () => {
        rounds += 1;
        return more && rounds === 1;
      },
      { restAtMostMs: 100 }
    );
    await reached(() => rounds === (more ? 2 : 1));
    await turn();
    return resting;
  };

  beforeEach(() => {
    time = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => time);
    jest
      .spyOn(performance, 'eventLoopUtilization')
      .mockImplementation(() => ({ idle: 0, active: 0, utilization }));
    jest.spyOn(global, 'setTimeout');
  });

  afterEach(() => jest.restoreAllMocks());

  test.each([
    ['does not where half of the time was to spare', 0.5, 0],
    ['does so for half as long where a quarter was', 0.75, 50],
    ['does so for as long as it may where none was', 1, 100],
  ])('%s', async (_what, busy, wait) => {
    utilization = busy;
    const resting = await startResting();
    resting.wake();
    expect(waits().at(-1)).toBe(wait);
  });

  test('begins at once where it has rested', async () => {
    utilization = 1;
    const resting = await startResting();
    time += 60;
    resting.wake();
    expect(waits().at(-1)).toBe(40);
    await resting.stop();
    resting.start();
    time += 60;
    resting.wake();
    expect(waits().at(-1)).toBe(0);
  });

  test('goes on at once where there is more to do', async () => {
    utilization = 1;
    await startResting({ more: true });
    expect(waits().filter((wait) => wait === 0)).toHaveLength(2);
  });
});

test('a round that throws is reported, and the loop goes on', async () => {
  let rounds = 0;
  const onError = jest.fn();
  const failing = start(
    async () => {
      rounds += 1;
      if (rounds === 1) throw new Error('on purpose');
      return false;
    },
    { onError }
  );
  await reached(() => onError.mock.calls.length === 1);
  expect(onError).toHaveBeenCalledWith(new Error('on purpose'));
  failing.wake();
  await reached(() => rounds === 2);
});

describe('of rounds that throw', () => {
  const failing = (errorOf: (round: number) => Error | undefined) => {
    let rounds = 0;
    const onError = jest.fn();
    const onRecovery = jest.fn();
    start(
      async () => {
        rounds += 1;
        const error = errorOf(rounds);
        if (error !== undefined) throw error;
        return false;
      },
      { everyMs: 1, onError, onRecovery }
    );
    return { rounds: () => rounds, onError, onRecovery };
  };

  test('the same error is told once, and once that it is over', async () => {
    // A statement that failed has its values in its message, and so another one each time.
    const readOnly = (round: number) =>
      Object.assign(new Error(`update … ${round}`), { code: 'SQLITE_READONLY' });
    const { rounds, onError, onRecovery } = failing((round) =>
      round <= 20 ? readOnly(round) : undefined
    );
    await reached(() => rounds() >= 25);
    expect(onError).toHaveBeenCalledTimes(1);
    expect(onRecovery).toHaveBeenCalledTimes(1);
  });

  test('each other error is told', async () => {
    const { rounds, onError } = failing((round) => new Error(round < 10 ? 'one' : 'another'));
    await reached(() => rounds() >= 20);
    expect(onError.mock.calls).toEqual([[new Error('one')], [new Error('another')]]);
  });

  test('an error that comes and goes is told no more often', async () => {
    const { rounds, onError, onRecovery } = failing((round) =>
      round % 2 === 0 ? undefined : new Error('one')
    );
    await reached(() => rounds() >= 20);
    expect(onError).toHaveBeenCalledTimes(1);
    expect(onRecovery).toHaveBeenCalledTimes(1);
  });

  test('one that lasts is told again after half a minute', async () => {
    const { rounds, onError } = failing(() => new Error('one'));
    await reached(() => rounds() >= 5);
    const later = performance.now() + 31_000;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => later);
    try {
      await reached(() => onError.mock.calls.length === 2);
    } finally {
      clock.mockRestore();
    }
  });
});

describe('stopped', () => {
  test('it leaves no timer', async () => {
    const before = timers();
    const stopped = start(async () => false);
    expect(timers()).toBe(before + 1);
    await stopped.stop();
    expect(timers()).toBe(before);
  });

  test('it waits for the round under way, which schedules no other and leaves no timer', async () => {
    const { opened, open } = gate();
    let rounds = 0;
    const stopped = start(async () => {
      rounds += 1;
      await opened;
      return true;
    });
    await reached(() => rounds === 1);
    const before = timers();
    let ended = false;
    const stopping = stopped.stop().then(() => (ended = true));
    await turn();
    expect(ended).toBe(false);
    open();
    await stopping;
    expect(timers()).toBe(before);
    expect(rounds).toBe(1);
  });

  test('it hears no wake any more', async () => {
    let rounds = 0;
    const stopped = start(async () => {
      rounds += 1;
      return false;
    });
    await reached(() => rounds === 1);
    await stopped.stop();
    const before = timers();
    stopped.wake();
    expect(timers()).toBe(before);
  });
});

describe('a round runs in the async context in which the loop was made', () => {
  const storage = new AsyncLocalStorage<string>();

  test.each(['start', 'wake'] as const)('not in that of who calls %s', async (call) => {
    const seen: (string | undefined)[] = [];
    loop = createLoop({
      round: async () => {
        seen.push(storage.getStore());
        return false;
      },
      everyMs: NEVER,
      onError: () => undefined,
    });
    if (call === 'wake') loop.start();
    storage.run('of the caller', () => loop?.[call]());
    await reached(() => seen.length >= 1);
    expect(seen).not.toContain('of the caller');
  });

  test('also when woken while a round is under way', async () => {
    const { opened, open } = gate();
    const seen: (string | undefined)[] = [];
    const busy = start(async () => {
      seen.push(storage.getStore());
      await opened;
      return false;
    });
    await reached(() => seen.length === 1);
    storage.run('of the caller', () => busy.wake());
    open();
    await reached(() => seen.length === 2);
    expect(seen).toEqual([undefined, undefined]);
  });
});

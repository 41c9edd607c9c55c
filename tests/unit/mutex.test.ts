import { createMutex } from '../../server/src/lib/mutex';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('one begins when the one before it has ended, also where that failed', async () => {
  const mutex = createMutex();
  const log: string[] = [];
  const work = (name: string, error?: Error) => async () => {
    log.push(`begin ${name}`);
    await turn();
    log.push(`end ${name}`);
    if (error !== undefined) throw error;
    return name;
  };
  const failing = mutex.run(work('a', new Error('on purpose')));
  const other = mutex.run(work('b'));
  await expect(failing).rejects.toThrow('on purpose');
  expect(await other).toBe('b');
  expect(await mutex.run(work('c'))).toBe('c');
  expect(log).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
});

test('what would have to wait can be left instead', async () => {
  const mutex = createMutex();
  const free = mutex.tryTake();
  expect(mutex.tryTake()).toBeUndefined();
  let hasRun = false;
  const waiting = mutex.run(async () => {
    hasRun = true;
    expect(mutex.tryTake()).toBeUndefined();
  });
  await turn();
  expect(hasRun).toBe(false);
  free?.();
  await waiting;
  expect(mutex.tryTake()).toBeDefined();
});

import { createOneAtATime } from '../../server/src/lib/one-at-a-time';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('one begins when the one before it has ended, also where that failed', async () => {
  const alone = createOneAtATime();
  const log: string[] = [];
  const work = (name: string, error?: Error) => async () => {
    log.push(`begin ${name}`);
    await turn();
    log.push(`end ${name}`);
    if (error !== undefined) throw error;
    return name;
  };
  const failing = alone(work('a', new Error('on purpose')));
  const other = alone(work('b'));
  await expect(failing).rejects.toThrow('on purpose');
  expect(await other).toBe('b');
  expect(await alone(work('c'))).toBe('c');
  expect(log).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
});

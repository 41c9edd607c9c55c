import { createTurns, type Turn } from '../../server/src/delivery/sender/in-turn';
import { until } from '../helpers/receiver';

/** Long enough that nothing is over in time. */
const LONG = 60_000;

let log: string[];
let endings: ((isWell: boolean) => void)[];

beforeEach(() => {
  log = [];
  endings = [];
});

afterEach(() => endings.forEach((end) => end(true)));

/** A request that ends when it is told how it went; without that, it goes well at once. */
function turnOf(name: string, ending: Promise<boolean> = Promise.resolve(true)): Turn {
  return {
    begin: async () => {
      log.push(`begin ${name}`);
      const isWell = await ending;
      log.push(`end ${name}`);
      return isWell;
    },
    leave: () => void log.push(`leave ${name}`),
  };
}

function ending() {
  let end: (isWell: boolean) => void = () => undefined;
  const ended = new Promise<boolean>((resolve) => (end = resolve));
  endings.push(end);
  return { ended, end };
}

const logged = (line: string) =>
  until(
    () => log.includes(line),
    () => `missing: ${line}; there is ${log.join(', ')}`
  );

test('so many of a lane are under way at once, and the next begins as soon as one has ended', async () => {
  const { ended, end } = ending();
  const turns = createTurns(LONG);
  const two = { lane: 'a', atOnce: 2 };
  turns.add(two, turnOf('1', ended));
  turns.add(two, turnOf('2'));
  turns.add(two, turnOf('3'));
  turns.add(two, turnOf('4'));
  turns.add({ lane: 'b', atOnce: 1 }, turnOf('5', ended));
  expect(log).toEqual(['begin 1', 'begin 2', 'begin 5']);
  await logged('end 4');
  expect(log.slice(3)).toEqual(['end 2', 'begin 3', 'end 3', 'begin 4', 'end 4']);
  end(true);
  await logged('end 1');
});

test('what comes later waits behind what is there, or begins where more may be under way by now', async () => {
  const { ended, end } = ending();
  const turns = createTurns(LONG);
  turns.add({ lane: 'a', atOnce: 1 }, turnOf('1', ended));
  turns.add({ lane: 'a', atOnce: 1 }, turnOf('2'));
  expect(log).toEqual(['begin 1']);
  turns.add({ lane: 'a', atOnce: 2 }, turnOf('3'));
  await logged('end 3');
  expect(log).toEqual(['begin 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
  end(true);
  await logged('end 1');
});

test('after one that did not go well, the rest of its lane is left, and other lanes go on', async () => {
  const { ended, end } = ending();
  const turns = createTurns(LONG);
  const two = { lane: 'a', atOnce: 2 };
  turns.add(two, turnOf('1', ended));
  turns.add(two, turnOf('2', ending().ended));
  turns.add(two, turnOf('3'));
  turns.add(two, turnOf('4'));
  const other = ending();
  turns.add({ lane: 'b', atOnce: 1 }, turnOf('5', other.ended));
  turns.add({ lane: 'b', atOnce: 1 }, turnOf('6'));
  end(false);
  await logged('leave 4');
  other.end(true);
  await logged('end 6');
  expect(log).toEqual([
    ...['begin 1', 'begin 2', 'begin 5', 'end 1', 'leave 3', 'leave 4'],
    ...['end 5', 'begin 6', 'end 6'],
  ]);
});

test('what waits behind requests that take long is left, also what comes later', async () => {
  const { ended, end } = ending();
  const turns = createTurns(20);
  const one = { lane: 'a', atOnce: 1 };
  turns.add(one, turnOf('1', ended));
  turns.add(one, turnOf('2'));
  await logged('leave 2');
  turns.add(one, turnOf('3'));
  await logged('leave 3');
  end(true);
  await logged('end 1');
  expect(log).toEqual(['begin 1', 'leave 2', 'leave 3', 'end 1']);
});

test('what has waited for long is left also where others are begun meanwhile', async () => {
  const turns = createTurns(30);
  const one = { lane: 'a', atOnce: 1 };
  const begin = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 20));
  for (const name of ['1', '2', '3', '4', '5']) turns.add(one, { ...turnOf(name), begin });
  await logged('leave 5');
  expect(log).toEqual(expect.arrayContaining(['leave 4', 'leave 5']));
  expect(log).not.toContain('leave 2');
});

test('more of a lane may be under way than there come, where there are more of them allowed', async () => {
  const turns = createTurns(LONG);
  for (const name of ['1', '2', '3'])
    turns.add({ lane: 'a', atOnce: 1 }, turnOf(name, ending().ended));
  turns.add({ lane: 'a', atOnce: 4 }, turnOf('4', ending().ended));
  expect(log).toEqual(['begin 1', 'begin 2', 'begin 3', 'begin 4']);
});

test('where one request hangs, the others of its lane go on beside it', async () => {
  const hanging = ending();
  const turns = createTurns(LONG);
  const two = { lane: 'a', atOnce: 2 };
  turns.add(two, turnOf('1', hanging.ended));
  for (const name of ['2', '3', '4']) turns.add(two, turnOf(name));
  await logged('end 4');
  expect(log).not.toContain('end 1');
});

test('at the end everything that was not begun is left', async () => {
  const { ended, end } = ending();
  const turns = createTurns(LONG);
  turns.add({ lane: 'a', atOnce: 1 }, turnOf('1', ended));
  turns.add({ lane: 'a', atOnce: 1 }, turnOf('2'));
  turns.end();
  end(false);
  await logged('end 1');
  expect(log).toEqual(['begin 1', 'leave 2', 'end 1']);
});

test('no timer is left', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((it) => it === 'Timeout').length;
  const before = timers();
  const turns = createTurns(LONG);
  turns.add({ lane: 'a', atOnce: 1 }, turnOf('1'));
  turns.add({ lane: 'a', atOnce: 1 }, turnOf('2'));
  expect(timers()).toBe(before + 1);
  await logged('end 2');
  await new Promise((resolve) => setImmediate(resolve));
  expect(timers()).toBe(before);
});

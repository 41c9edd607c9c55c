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

test('requests of one slot are sent one after another, slots beside each other', async () => {
  const { ended, end } = ending();
  const turns = createTurns(LONG);
  turns.add({ lane: 'a', number: 1 }, turnOf('1a', ended));
  turns.add({ lane: 'a', number: 1 }, turnOf('1b'));
  turns.add({ lane: 'a', number: 2 }, turnOf('2a'));
  turns.add({ lane: 'a', number: 2 }, turnOf('2b'));
  await logged('end 2b');
  expect(log).toEqual(['begin 1a', 'begin 2a', 'end 2a', 'begin 2b', 'end 2b']);
  end(true);
  await logged('end 1b');
});

test('after one that did not go well, the rest of its lane is left, and other lanes go on', async () => {
  const { ended, end } = ending();
  const turns = createTurns(LONG);
  turns.add({ lane: 'a', number: 1 }, turnOf('1a', ended));
  turns.add({ lane: 'a', number: 1 }, turnOf('1b'));
  turns.add({ lane: 'a', number: 2 }, turnOf('2a', ending().ended));
  turns.add({ lane: 'a', number: 2 }, turnOf('2b'));
  turns.add({ lane: 'b', number: 3 }, turnOf('3a', ended));
  turns.add({ lane: 'b', number: 3 }, turnOf('3b'));
  const other = ending();
  turns.add({ lane: 'c', number: 4 }, turnOf('4a', other.ended));
  turns.add({ lane: 'c', number: 4 }, turnOf('4b'));
  end(false);
  await logged('leave 1b');
  expect(log).toEqual(expect.arrayContaining(['leave 1b', 'leave 2b', 'leave 3b']));
  other.end(true);
  await logged('end 4b');
  expect(log).not.toContain('begin 1b');
  expect(log).not.toContain('begin 2b');
});

test('what is behind a request that takes long is left while it does, also what comes later', async () => {
  const { ended, end } = ending();
  const turns = createTurns(20);
  turns.add({ lane: 'a', number: 1 }, turnOf('1a', ended));
  turns.add({ lane: 'a', number: 1 }, turnOf('1b'));
  await logged('leave 1b');
  turns.add({ lane: 'a', number: 1 }, turnOf('1c'));
  end(true);
  await logged('end 1a');
  expect(log).toEqual(['begin 1a', 'leave 1b', 'leave 1c', 'end 1a']);
});

test('at the end everything that was not begun is left', async () => {
  const { ended, end } = ending();
  const turns = createTurns(LONG);
  turns.add({ lane: 'a', number: 1 }, turnOf('1a', ended));
  turns.add({ lane: 'a', number: 1 }, turnOf('1b'));
  turns.end();
  end(false);
  await logged('end 1a');
  expect(log).toEqual(['begin 1a', 'leave 1b', 'end 1a']);
});

test('no timer is left', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((it) => it === 'Timeout').length;
  const before = timers();
  const turns = createTurns(LONG);
  turns.add({ lane: 'a', number: 1 }, turnOf('1a'));
  turns.add({ lane: 'a', number: 1 }, turnOf('1b'));
  expect(timers()).toBe(before + 1);
  await logged('end 1b');
  await new Promise((resolve) => setImmediate(resolve));
  expect(timers()).toBe(before);
});

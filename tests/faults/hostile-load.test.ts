import { rmSync } from 'node:fs';
import { onRequest, type Attack } from '../helpers/hostile/attack';
import { ANSWERS } from '../helpers/hostile/answers';
import { FAST, SLOW } from '../helpers/hostile/flows';
import { startInstance, type Instance } from '../helpers/instance';
import { p95OfNotes, startTimedReceiver, type TimedReceiver } from '../helpers/latency';
import { startRawServer, type TestServer } from '../helpers/servers';
import { temporaryDir } from '../helpers/fixture-app';

const NOTES = { count: 20, everyMs: 100 };
const CONFIG = { timeoutMs: 5_000, concurrencyPerWebhook: 3, retrySchedule: ['0s', '1h'] };

/** Ratios to a quiet run, at most. */
interface Bounds {
  memory: number;
  latency: number;
}

/** Below this the clocks and the scheduler of a busy machine are what is measured. */
const FLOOR_MS = 60;

const BOMBS = ANSWERS.filter(({ title }) => title.includes('bomb'));
const LARGE = FAST.filter(({ title }) => title.includes('body'));

const LOADS: readonly [string, readonly Attack[], Bounds][] = [
  // Each takes three slots of the 64 for as long as it may. Were slots shared, another webhook would get
  // one when an attempt has timed out.
  ['that hang', [...SLOW, ...SLOW, ...SLOW, ...SLOW], { memory: 1.3, latency: 3 }],
  // Their bytes take CPU, which is shared: the flood is made by the same machine.
  ['that send without end', [...FAST, ...BOMBS], { memory: 1.3, latency: 6 }],
  // Kept, each of these would be a gigabyte.
  ['that send a gigabyte', LARGE, { memory: 1.3, latency: 5 }],
];

interface Memory {
  heapUsed: number;
  peakRss: number;
}

let dir: string;
let sender: Instance;
let receiver: TimedReceiver;
const servers: TestServer[] = [];

beforeEach(async () => {
  dir = temporaryDir();
  receiver = await startTimedReceiver();
  sender = await startInstance(dir, { config: CONFIG });
});

afterEach(async () => {
  await sender?.stop();
  await receiver?.stop();
  for (const server of servers.splice(0)) await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const serve = async (talk: Attack['talk']): Promise<string> => {
  const server = await startRawServer(talk);
  servers.push(server);
  return `http://127.0.0.1:${server.port}/`;
};

const inMb = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`;

// Ratios of times, on a machine that other tests share: what is slow once may have been them.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

test.each(LOADS)(
  'beside receivers %s, memory and the latency of another webhook stay what they were',
  async (title, attacks, bounds) => {
    const create = async (name: string, url: string) => {
      const webhook = { name, url, events: 'entry.create', contentTypes: ['api::note.note'] };
      return (await sender.call('createWebhook', webhook)) as { id: string };
    };
    const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const peaceful = await serve((socket) => onRequest(socket, () => socket.write(ok)));
    await create('another', receiver.url);
    const attacked: { id: string; url: string }[] = [];
    for (const { title: name, talk, secure } of attacks) {
      const { id } = await create(name, peaceful);
      const url = await serve(talk);
      attacked.push({ id, url: secure === true ? url.replace('http:', 'https:') : url });
    }
    const write = (text: string) => sender.call('createNote', { text });
    const measure = async (label: string) => {
      const p95 = await p95OfNotes(receiver, write, { ...NOTES, label });
      return { p95, ...((await sender.call('memory')) as Memory) };
    };

    // The same webhooks and the same notes, to receivers that mean well.
    await measure('warm');
    const quiet = await measure('quiet');
    for (const { id, url } of attacked) await sender.call('updateWebhook', { id, data: { url } });
    const attack = await measure('attack');

    process.stdout.write(
      `${attacks.length} receivers ${title}: p95 ${attack.p95.toFixed(0)} ms (quiet ${quiet.p95.toFixed(0)}), ` +
        `peak ${inMb(attack.peakRss)} (quiet ${inMb(quiet.peakRss)}), ` +
        `heap ${inMb(attack.heapUsed)} (quiet ${inMb(quiet.heapUsed)})\n`
    );
    expect(attack.peakRss / quiet.peakRss).toBeLessThan(bounds.memory);
    expect(attack.heapUsed / quiet.heapUsed).toBeLessThan(bounds.memory);
    expect(attack.p95).toBeLessThan(bounds.latency * Math.max(quiet.p95, FLOOR_MS));
  }
);

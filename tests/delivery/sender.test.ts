import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { createSender, type Sender } from '../../server/src/delivery/sender/sender';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { readTls, startHttpsServer } from '../helpers/servers';

const SENDER = path.resolve(__dirname, '../../dist/sender/index.js');
const MORTAL = path.resolve(__dirname, '../fixtures/sender/mortal-thread.js');

let receiver: Receiver;
let client: Sender;
let errors: string[];

const start = ({ file = SENDER, allow = ['127.0.0.1', 'localhost'], ca = '' } = {}): Sender => {
  errors = [];
  client = createSender({
    file,
    settings: {
      maxResponseBytes: 1_000,
      addresses: { allow, deny: [], production: true },
      proxy: undefined,
      ca: ca === '' ? undefined : ca,
    },
    log: { error: (text) => void errors.push(text) },
  });
  return client;
};

const send = (route: string, { body = '{}', timeoutMs = 5_000 } = {}) =>
  client.send({
    method: 'POST',
    url: receiver.url + route,
    headers: { 'Content-Type': 'text/plain', 'X-Test': 'yes' },
    body,
    timeoutMs,
  });

beforeEach(async () => {
  receiver = await startReceiver();
  receiver.answerWith(({ path: route, body }, response) => {
    if (route === '/hang') return;
    response.writeHead(201, { 'X-Answer': 'yes' }).end(`${route} ${body}`);
  });
});

afterEach(async () => {
  await client.close();
  await receiver.stop();
});

/** Nothing else happens in this thread meanwhile. */
function standStill(ms: number) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('a process that stood still reads what its thread reported before it gives that up', async () => {
  start();
  await send('/warm');
  const sent = send('/hang', { timeoutMs: 100 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  // What follows in the loop are its timers, and after them what was reported.
  await new Promise((resolve) => setImmediate(resolve));
  standStill(12_000);
  expect(await sent).toMatchObject({ kind: 'failure', reason: 'timeout' });
  expect(errors).toEqual([]);
});

test('a request is sent as it is given, and its answer told', async () => {
  start();
  const answer = await send('/here?a=1', { body: 'Grüße 👋 日本語' });
  expect(answer).toMatchObject({ kind: 'response', status: 201 });
  expect(answer).toMatchObject({
    body: '/here?a=1 Grüße 👋 日本語',
    headers: { 'x-answer': 'yes' },
  });
  expect(receiver.requests[0]).toMatchObject({ method: 'POST', headers: { 'x-test': 'yes' } });
});

test('five hundred at once get each their own answer', async () => {
  start();
  const bodies = Array.from({ length: 500 }, (_, index) => `number ${index}`);
  const answers = await Promise.all(bodies.map((body) => send('/', { body })));
  expect(answers.map((it) => it.kind === 'response' && it.body)).toEqual(
    bodies.map((body) => `/ ${body}`)
  );
});

const request = (route: string) => ({
  method: 'POST' as const,
  url: receiver.url + route,
  headers: {},
  body: '{}',
  timeoutMs: 5_000,
});

test('requests of one lane go one after another where it may have one under way, each with the time it waited', async () => {
  const { sendInLane } = start();
  let underWay = 0;
  let most = 0;
  receiver.answerWith((_request, response) => {
    underWay += 1;
    most = Math.max(most, underWay);
    setTimeout(() => {
      underWay -= 1;
      response.end();
    }, 5);
  });
  const one = { lane: 'one', atOnce: 1 };
  const sent = await Promise.all(
    ['/a', '/b', '/c'].map((route) => sendInLane(request(route), one))
  );
  expect(receiver.requests.map((it) => it.path)).toEqual(['/a', '/b', '/c']);
  expect(most).toBe(1);
  const waited = sent.map((it) => it?.waitedMs ?? -1);
  expect(waited).toEqual(waited.toSorted((a, b) => a - b));
  expect(waited[2]).toBeGreaterThan(0);
});

test('what is behind a failure in its lane is not begun', async () => {
  const { sendInLane } = start();
  receiver.answerWith((_request, response) => response.writeHead(500).end());
  const one = { lane: 'one', atOnce: 1 };
  const sent = await Promise.all(['/a', '/b'].map((route) => sendInLane(request(route), one)));
  expect(sent).toMatchObject([{ answer: { status: 500 } }, null]);
  expect(receiver.requests).toHaveLength(1);
});

test('addresses are guarded in the thread', async () => {
  start({ allow: [] });
  expect(await send('/')).toMatchObject({ kind: 'failure', reason: 'forbidden-address' });
  expect(await client.verify(receiver.url, 1_000)).toMatchObject({ step: 'address' });
  expect(receiver.requests).toEqual([]);
});

test('authorities that are given are trusted in the thread', async () => {
  const server = await startHttpsServer((_request, response) => response.end('ok'));
  const url = `https://127.0.0.1:${server.port}`;
  try {
    start({ ca: readTls('authority.pem') });
    expect(await client.verify(url, 5_000)).toBeUndefined();
    await client.close();
    start();
    expect(await client.verify(url, 5_000)).toMatchObject({ step: 'tls' });
  } finally {
    await server.stop();
  }
});

test('what the process was told to load first is not loaded in the thread', async () => {
  const { NODE_OPTIONS } = process.env;
  const preload = path.resolve(__dirname, '../fixtures/sender/preload.js');
  process.env.NODE_OPTIONS = `--require ${preload}`;
  try {
    start();
    expect(await send('/')).toMatchObject({ kind: 'response', status: 201 });
  } finally {
    if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = NODE_OPTIONS;
  }
});

test('the thread has nothing of the environment but the file of authorities', async () => {
  start({ file: MORTAL });
  const answer = await send('/environment');
  const message = expect.stringMatching(/environment: \[(NODE_EXTRA_CA_CERTS)?\]/);
  expect(answer).toMatchObject({ kind: 'failure', message });
});

test('deadlines are kept', async () => {
  start();
  expect(await send('/hang', { timeoutMs: 100 })).toMatchObject({ reason: 'timeout' });
});

test('closing ends what is under way, and says so', async () => {
  start();
  const hanging = send('/hang', { timeoutMs: 60_000 });
  await receiver.waitFor(1);
  await client.close();
  expect(await hanging).toMatchObject({ kind: 'failure', message: 'The site is shutting down' });
  expect(await send('/')).toMatchObject({ kind: 'failure', message: 'The site is shutting down' });
  expect(receiver.requests).toHaveLength(1);
  expect(errors).toEqual([]);
});

test.each([
  ['/exit', 'exit code 3'],
  ['/throw', 'Something that nobody catches'],
])(
  'what was under way when the thread died (%s) has failed, and another is started',
  async (route, reason) => {
    start({ file: MORTAL });
    const hanging = send('/hang', { timeoutMs: 60_000 });
    await receiver.waitFor(1);
    const message = expect.stringContaining(`the thread that sends has ended (${reason})`);
    void send(route);
    expect(await hanging).toMatchObject({ kind: 'failure', reason: 'network', message });
    await until(
      () => errors.length === 1,
      () => 'no error was logged'
    );
    expect(errors).toEqual([expect.stringContaining(reason)]);
    expect(await send('/')).toMatchObject({ kind: 'response', status: 201 });
  }
);

test('what waited for its turn when the thread died was not attempted', async () => {
  const { sendInLane } = start({ file: MORTAL });
  const two = { lane: 'one', atOnce: 2 };
  const sent = ['/hang', '/hang', '/hang'].map((route) => sendInLane(request(route), two));
  await receiver.waitFor(2);
  void send('/exit');
  const underWay = { value: { answer: { kind: 'failure', reason: 'network' } } };
  expect(await Promise.allSettled(sent)).toMatchObject([
    underWay,
    underWay,
    { status: 'rejected' },
  ]);
});

test('without a thread no attempt is made', async () => {
  start({ file: path.join(__dirname, 'no-such-file.js') });
  await expect(send('/')).rejects.toThrow(/the thread that sends has ended .*no-such-file/);
  const unreachable = { step: 'connection', reason: 'network' };
  expect(await client.verify(receiver.url, 1_000)).toMatchObject(unreachable);
});

test('what the site has set for its connections holds in the thread', async () => {
  const { DEFAULT_MIN_VERSION } = tls;
  const [ca, cert, key] = ['authority.pem', 'receiver.pem', 'receiver.key'].map(readTls);
  const server = createServer({ cert, key, maxVersion: 'TLSv1.2' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    start({ ca });
    expect(await client.verify(url, 5_000)).toBeUndefined();
    await client.close();
    tls.DEFAULT_MIN_VERSION = 'TLSv1.3';
    start({ ca });
    expect(await client.verify(url, 5_000)).toMatchObject({ step: 'tls' });
  } finally {
    tls.DEFAULT_MIN_VERSION = DEFAULT_MIN_VERSION;
    server.close();
  }
});

test('a thread that is stuck is ended', async () => {
  start({ file: MORTAL });
  const stuck = send('/stuck', { timeoutMs: 100 });
  const message = expect.stringContaining('nothing was heard of it');
  expect(await stuck).toMatchObject({ kind: 'failure', reason: 'network', message });
  expect(await send('/')).toMatchObject({ kind: 'response', status: 201 });
}, 30_000);

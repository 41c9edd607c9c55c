import type { RequestListener } from 'node:http';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { FORBIDDEN_ADDRESSES, FORBIDDEN_NAMES, METADATA_NAMES } from '../helpers/forbidden-hosts';
import { startHttpServer, type TestServer } from '../helpers/servers';
import { startClient, type ClientOptions, type TestClient } from './client-setup';

let received: { host: string | undefined }[];
let receiver: TestServer;
let client: TestClient | undefined;

const answer: RequestListener = (request, response) => {
  received.push({ host: request.headers.host });
  // Each attempt has to connect anew.
  response.writeHead(200, { Connection: 'close' }).end('ok');
};

beforeEach(async () => {
  received = [];
  receiver = await startHttpServer(answer);
});

afterEach(async () => {
  await client?.close();
  client = undefined;
  await receiver.stop();
});

const start = (options: ClientOptions): TestClient => (client = startClient(options));
const FORBIDDEN = { kind: 'failure', reason: 'forbidden-address' };
const DELIVERED = { kind: 'response', status: 200, body: 'ok' };

test('none of the forbidden addresses is connected to, in any notation', async () => {
  const { send, lookups } = start({ names: () => ['127.0.0.1'] });
  for (const [host] of FORBIDDEN_ADDRESSES) {
    const exchange = await send(`http://${host}:${receiver.port}/`);
    expect({ host, exchange }).toMatchObject({ host, exchange: FORBIDDEN });
    expect(JSON.stringify(exchange)).toContain('network.allow');
  }
  expect(lookups).toEqual([]);
  expect(receiver.connections).toHaveLength(0);
});

test.each(FORBIDDEN_NAMES)(
  '%s at %j is looked up and not connected to',
  async (name, addresses) => {
    const { send, lookups } = start({ names: () => addresses });
    expect(await send(`http://${name}:${receiver.port}/`)).toMatchObject(FORBIDDEN);
    expect(lookups).toHaveLength(1);
    expect(receiver.connections).toHaveLength(0);
  }
);

test.each(METADATA_NAMES)('%s is not even looked up', async (name) => {
  const { send, lookups } = start({ names: () => ['127.0.0.1'], allow: ['127.0.0.1'] });
  expect(await send(`http://${name}:${receiver.port}/`)).toMatchObject(FORBIDDEN);
  expect(lookups).toEqual([]);
});

describe('a notation of loopback reaches it where network.allow names 127.0.0.1', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '１２７.0.0.1',
    '127。0。0。1',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    'localhost',
  ])('%s', async (host) => {
    const { send } = start({ allow: ['127.0.0.1'] });
    expect(await send(`http://${host}:${receiver.port}/`)).toMatchObject(DELIVERED);
    expect(received).toHaveLength(1);
  });
});

test('a name is refused with the address, the name and the option to set', async () => {
  const { send } = start({ names: () => ['10.1.2.3'] });
  expect(await send('http://hooks.internal.example/')).toEqual({
    ...FORBIDDEN,
    message:
      '10.1.2.3, an address of hooks.internal.example, is a private address. To permit it, add ' +
      "'10.1.2.3' or 'hooks.internal.example' to network.allow in the config of the plugin.",
  });
});

test.each([['*.internal.example'], ['hooks.internal.example'], ['127.0.0.0/8'], ['127.0.0.1']])(
  'the same name is reached where network.allow has %s',
  async (entry) => {
    const { send } = start({ names: () => ['127.0.0.1'], allow: [entry] });
    const { port } = receiver;
    const url = `http://hooks.internal.example:${port}/`;
    expect(await send(url)).toMatchObject(DELIVERED);
    expect(received).toEqual([{ host: `hooks.internal.example:${port}` }]);
  }
);

describe('a name that changes its answer between two attempts', () => {
  test('is connected to the first time and refused the second', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1']];
    const elsewhere = await startHttpServer(answer, { host: '127.0.0.2', port: receiver.port });
    try {
      const { send } = start({ names: () => answers.shift(), allow: ['127.0.0.1'] });
      const url = `http://rebinding.example:${receiver.port}/`;
      expect(await send(url)).toMatchObject(DELIVERED);
      expect(await send(url)).toMatchObject(FORBIDDEN);
      expect(elsewhere.connections).toHaveLength(0);
      expect(await send(url)).toMatchObject(DELIVERED);
    } finally {
      await elsewhere.stop();
    }
  });

  test('is asked once per attempt: what was judged is what is connected to', async () => {
    const answers = [['127.0.0.1']];
    const { send, lookups } = start({
      names: () => answers.shift() ?? ['169.254.169.254'],
      allow: ['127.0.0.1'],
    });
    expect(await send(`http://rebinding.example:${receiver.port}/`)).toMatchObject(DELIVERED);
    expect(lookups).toHaveLength(1);
  });
});

test('attempts at the same time share one look-up of a name', async () => {
  const { send, lookups } = start({ names: () => ['127.0.0.1'], allow: ['127.0.0.1'] });
  const url = `http://receiver.example:${receiver.port}/`;
  const exchanges = await Promise.all([send(url), send(url), send(url)]);
  for (const exchange of exchanges) expect(exchange).toMatchObject(DELIVERED);
  expect(lookups).toHaveLength(1);
  expect(await send(url)).toMatchObject(DELIVERED);
  expect(lookups).toHaveLength(2);
});

test('of several answers only the permitted ones are connected to', async () => {
  const elsewhere = await startHttpServer(answer, { host: '127.0.0.2', port: receiver.port });
  try {
    const { send } = start({
      names: () => ['127.0.0.2', '169.254.169.254', '10.0.0.1', '127.0.0.1', '::1'],
      allow: ['127.0.0.1'],
    });
    expect(await send(`http://many.example:${receiver.port}/`)).toMatchObject(DELIVERED);
    expect(elsewhere.connections).toHaveLength(0);
    expect(receiver.connections).toHaveLength(1);
  } finally {
    await elsewhere.stop();
  }
});

test('a redirect to a forbidden address is not followed, and so not connected to', async () => {
  const elsewhere = await startHttpServer(answer, { host: '127.0.0.2' });
  const redirecting = await startHttpServer((_request, response) => {
    response.writeHead(307, { Location: `http://127.0.0.2:${elsewhere.port}/` }).end();
  });
  try {
    const { send } = start({ allow: ['127.0.0.1'] });
    expect(await send(`http://127.0.0.1:${redirecting.port}/`)).toMatchObject({ status: 307 });
    expect(elsewhere.connections).toHaveLength(0);
  } finally {
    await redirecting.stop();
    await elsewhere.stop();
  }
});

test('network.deny is refused before the look-up, whatever network.allow says', async () => {
  const { send, lookups } = start({
    names: () => ['127.0.0.1'],
    allow: ['127.0.0.1', 'denied.example'],
    deny: ['denied.example', '127.0.0.2'],
  });
  const { port } = receiver;
  expect(await send(`http://denied.example:${port}/`)).toMatchObject(FORBIDDEN);
  expect(await send(`http://127.0.0.2:${port}/`)).toMatchObject(FORBIDDEN);
  expect(lookups).toEqual([]);
  expect(await send(`http://permitted.example:${port}/`)).toMatchObject(DELIVERED);
});

test('outside production loopback is reached, and cloud metadata is not', async () => {
  const { send } = start({ production: false });
  expect(await send(`http://127.0.0.1:${receiver.port}/`)).toMatchObject(DELIVERED);
  expect(await send('http://169.254.169.254/latest/meta-data/')).toMatchObject(FORBIDDEN);
});

test('a name without an address has the reason dns', async () => {
  const { send } = start({ names: () => [] });
  expect(await send('http://nothing.example/')).toMatchObject({ kind: 'failure', reason: 'dns' });
});

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1' && isIPv6(address))
);
if (!hasIpv6) console.log('skipped: this machine has no ::1');

(hasIpv6 ? test : test.skip)('[::1] is reached where network.allow names it', async () => {
  const ipv6 = await startHttpServer(answer, { host: '::1' });
  try {
    const url = `http://[::1]:${ipv6.port}/`;
    expect(await start({}).send(url)).toMatchObject(FORBIDDEN);
    await client?.close();
    expect(await start({ allow: ['::1'] }).send(url)).toMatchObject(DELIVERED);
  } finally {
    await ipv6.stop();
  }
});

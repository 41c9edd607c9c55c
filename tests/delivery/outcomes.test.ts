import { gzipSync } from 'node:zlib';
import { until } from '../helpers/receiver';
import {
  readTls,
  startHttpServer,
  startHttpsServer,
  startRawServer,
  type TestServer,
} from '../helpers/servers';
import { startClient, type ClientOptions, type TestClient } from './client-setup';

let servers: TestServer[];
let client: TestClient;

const start = (options: ClientOptions = {}) =>
  (client = startClient({ allow: ['127.0.0.1'], ...options }));

beforeEach(() => {
  servers = [];
  start();
});

afterEach(async () => {
  await client.close();
  for (const server of servers) await server.stop();
});

async function started(server: Promise<TestServer>): Promise<TestServer> {
  servers.push(await server);
  return server;
}

const answering = (bytes: string) =>
  started(
    startRawServer((socket) => {
      socket.once('data', () => socket.end(bytes));
    })
  );

describe('an answer that is no HTTP has the reason protocol', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['another version', 'HTTP/2 200\r\n\r\n'],
    ['a wrong length', 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: value\r\n\r\n'],
    ['a wrong chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['one header too large', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['a status below 100', 'HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n'],
    ['100 to a request that did not ask', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['an upgrade', 'HTTP/1.1 101 No\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['headers too many', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}\r\n`],
  ])('%s', async (_title, bytes) => {
    const { port } = await answering(bytes);
    const exchange = await client.send(`http://127.0.0.1:${port}/`);
    expect(exchange).toMatchObject({ kind: 'failure', reason: 'protocol' });
    expect(exchange).not.toMatchObject({ message: '' });
  });
});

describe('a TLS handshake that fails has the reason tls', () => {
  const https = (certificate?: string) =>
    started(startHttpsServer((_request, response) => response.end('ok'), certificate));
  const names = () => ['127.0.0.1'];

  test('an authority that nobody knows', async () => {
    const { port } = await https();
    await client.close();
    const exchange = await start({ names }).send(`https://receiver.example:${port}/`);
    expect(exchange).toMatchObject({ kind: 'failure', reason: 'tls' });
  });

  test.each([
    ['another name', 'other.example', 'receiver.pem', "cert's altnames"],
    ['expired', 'receiver.example', 'expired.pem', 'expired'],
  ])('%s', async (_title, name, certificate, words) => {
    const { port } = await https(certificate);
    await client.close();
    const { send } = start({ names, ca: readTls('authority.pem') });
    const exchange = await send(`https://${name}:${port}/`);
    expect(exchange).toMatchObject({ kind: 'failure', reason: 'tls' });
    expect(JSON.stringify(exchange)).toContain(words);
  });

  test('no TLS at all', async () => {
    const { port } = await answering('HTTP/1.1 400 Bad Request\r\n\r\n');
    const exchange = await client.send(`https://127.0.0.1:${port}/`);
    expect(exchange).toMatchObject({ kind: 'failure', reason: 'tls' });
  });

  test.each<[string, string | string[]]>([
    ['one text', readTls('authority.pem')],
    ['a list', [readTls('expired.pem'), readTls('authority.pem')]],
    ['one text of several', readTls('expired.pem') + readTls('authority.pem')],
  ])('a certificate of an authority in network.ca is taken: %s', async (_title, ca) => {
    const { port } = await https();
    await client.close();
    const { send } = start({ names, ca });
    expect(await send(`https://receiver.example:${port}/`)).toMatchObject({ status: 200 });
  });
});

test('of a name with several addresses that all refuse, each is named', async () => {
  const closed = await startRawServer(() => undefined);
  await closed.stop();
  await client.close();
  const { send } = start({ names: () => ['127.0.0.1', '127.0.0.2'], allow: ['127.0.0.0/8'] });
  const exchange = await send(`http://receiver.example:${closed.port}/`);
  expect(exchange).toMatchObject({ kind: 'failure', reason: 'refused' });
  expect(JSON.stringify(exchange)).toContain(`127.0.0.1:${closed.port}`);
  expect(JSON.stringify(exchange)).toContain(`127.0.0.2:${closed.port}`);
});

describe('one deadline holds', () => {
  const timeout = {
    kind: 'failure',
    reason: 'timeout',
    message: 'No complete answer within 300 ms',
  };

  test('over a look-up that does not end', async () => {
    await client.close();
    const { send } = start({ names: () => undefined });
    expect(await send('http://receiver.example/', 300)).toEqual(timeout);
  });

  test('over a TLS handshake that does not end, and its connection is closed', async () => {
    const silent = await started(startRawServer((socket) => socket.resume()));
    expect(await client.send(`https://127.0.0.1:${silent.port}/`, 300)).toEqual(timeout);
    expect(silent.connections).toHaveLength(1);
    await until(
      () => silent.openConnections() === 0,
      () => 'the connection is open'
    );
  });

  test('over a connection to where nothing answers', async () => {
    await client.close();
    // TEST-NET-1 is routed nowhere.
    const { send } = start({ allow: ['192.0.2.1'] });
    const exchange = await send('http://192.0.2.1/', 300);
    expect(exchange.kind).toBe('failure');
  });

  test('over the whole: parts that are each in time are too late together', async () => {
    const server = await started(
      startHttpServer((_request, response) => {
        setTimeout(() => response.writeHead(200).flushHeaders(), 200);
        setTimeout(() => response.end('ok'), 400);
      })
    );
    expect(await client.send(`http://127.0.0.1:${server.port}/`, 300)).toEqual(timeout);
  });
});

describe('what is kept of an answer', () => {
  test('a compressed bomb is kept as it came, and no more of it than maxResponseBytes', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeGreaterThan(10_000);
    const server = await started(
      startHttpServer((_request, response) => {
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
      })
    );
    await client.close();
    const { send } = start({ maxResponseBytes: 10_000 });
    const exchange = await send(`http://127.0.0.1:${server.port}/`);
    if (exchange.kind !== 'response') throw new Error(exchange.message);
    expect(exchange.status).toBe(200);
    expect(Buffer.byteLength(exchange.body)).toBeLessThanOrEqual(10_000);
  });

  test.each([
    ['é'.repeat(10), 5, 'éé'],
    ['漢字漢字', 7, '漢字'],
    ['a\0b', 10, 'ab'],
    ['whole', 5, 'whole'],
    ['whole', 0, ''],
    ['', 0, ''],
  ])('of %j at most %d bytes: %j', async (body, maxResponseBytes, kept) => {
    const server = await started(startHttpServer((_request, response) => response.end(body)));
    await client.close();
    const { send } = start({ maxResponseBytes });
    expect(await send(`http://127.0.0.1:${server.port}/`)).toMatchObject({
      status: 200,
      body: kept,
    });
  });

  test('headers of up to 16 KiB', async () => {
    const headers = Object.fromEntries(
      Array.from({ length: 15 }, (_, index) => [`x-${index}`, 'y'.repeat(1_000)])
    );
    const server = await started(
      startHttpServer((_request, response) => response.writeHead(200, headers).end())
    );
    const exchange = await client.send(`http://127.0.0.1:${server.port}/`);
    expect(exchange).toMatchObject({ kind: 'response', headers });
  });
});

import type { Socket } from 'node:net';
import {
  readTls,
  startHttpServer,
  startHttpsServer,
  startRawServer,
  type TestServer,
} from '../helpers/servers';
import { startClient, type TestClient } from './client-setup';

let servers: TestServer[];
let client: TestClient;

beforeEach(() => {
  servers = [];
  client = startClient({ allow: ['127.0.0.1'], ca: readTls('authority.pem') });
});

afterEach(async () => {
  await client.close();
  for (const server of servers) await server.stop();
});

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const DELIVERED = { kind: 'response', status: 200, body: 'ok' };
const RESET = { kind: 'failure', reason: 'reset' };

/** Answers the first request of each connection, and does something else to the next. */
async function answeringOnce(second: (socket: Socket, connection: number) => void) {
  const heard: number[] = [];
  const server = await startRawServer((socket, connection) => {
    let requests = 0;
    socket.on('data', () => {
      heard.push(connection);
      requests += 1;
      if (requests === 1) socket.write(ANSWER);
      else second(socket, connection);
    });
  });
  servers.push(server);
  return { server, heard, url: `http://127.0.0.1:${server.port}/` };
}

test('attempts one after another go over one connection', async () => {
  const { server, url } = await answeringOnce((socket) => socket.write(ANSWER));
  for (let count = 0; count < 5; count += 1)
    expect(await client.send(url)).toMatchObject(DELIVERED);
  expect(server.connections).toHaveLength(1);
});

test('attempts at the same time have a connection each', async () => {
  const waiting: (() => void)[] = [];
  const server = await startHttpServer((_request, response) => {
    waiting.push(() => response.end('ok'));
    if (waiting.length === 5) for (const end of waiting.splice(0)) end();
  });
  servers.push(server);
  for (let round = 0; round < 3; round += 1) {
    const sending = Array.from({ length: 5 }, () =>
      client.send(`http://127.0.0.1:${server.port}/`)
    );
    for (const exchange of await Promise.all(sending)) expect(exchange).toMatchObject(DELIVERED);
  }
  expect(server.connections).toHaveLength(5);
});

describe('an attempt over a connection that died while it waited is sent once more, at once', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['by a reset', (socket) => socket.resetAndDestroy()],
    ['by closing', (socket) => socket.destroy()],
    ['by ending', (socket) => socket.end()],
  ])('%s', async (_title, die) => {
    const { heard, url } = await answeringOnce(die);
    expect(await client.send(url)).toMatchObject(DELIVERED);
    expect(await client.send(url)).toMatchObject(DELIVERED);
    expect(heard).toEqual([0, 0, 1]);
  });

  test('over a new connection, not over another one that waited as long', async () => {
    const { server, heard, url } = await answeringOnce((socket) => socket.destroy());
    await Promise.all([client.send(url), client.send(url), client.send(url)]);
    expect(server.connections).toHaveLength(3);
    expect(await client.send(url)).toMatchObject(DELIVERED);
    expect(server.connections).toHaveLength(4);
    expect(heard.at(-1)).toBe(3);
  });

  test('over TLS too', async () => {
    let requests = 0;
    const server = await startHttpsServer((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.destroy();
      else response.end('ok');
    });
    servers.push(server);
    const url = `https://127.0.0.1:${server.port}/`;
    expect(await client.send(url)).toMatchObject(DELIVERED);
    expect(await client.send(url)).toMatchObject(DELIVERED);
    expect({ requests, connections: server.connections.length }).toEqual({
      requests: 3,
      connections: 2,
    });
  });

  test('where the receiver was started anew', async () => {
    const listener = (_request: unknown, response: { end(text: string): void }) =>
      response.end('ok');
    const first = await startHttpServer(listener);
    const url = `http://127.0.0.1:${first.port}/`;
    expect(await client.send(url)).toMatchObject(DELIVERED);
    await first.stop();
    servers.push(await startHttpServer(listener, { port: first.port }));
    expect(await client.send(url)).toMatchObject(DELIVERED);
  });
});

describe('an attempt is not sent again', () => {
  test('once the new connection dies as well', async () => {
    let requests = 0;
    const server = await startRawServer((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write(ANSWER);
        else socket.resetAndDestroy();
      });
    });
    servers.push(server);
    const url = `http://127.0.0.1:${server.port}/`;
    expect(await client.send(url)).toMatchObject(DELIVERED);
    expect(await client.send(url)).toMatchObject(RESET);
    expect(requests).toBe(3);
  });

  test('over a connection that was opened for it', async () => {
    let requests = 0;
    const server = await startRawServer((socket) => {
      socket.on('data', () => {
        requests += 1;
        socket.resetAndDestroy();
      });
    });
    servers.push(server);
    expect(await client.send(`http://127.0.0.1:${server.port}/`)).toMatchObject(RESET);
    expect(requests).toBe(1);
  });

  test.each([
    ['a part of the status line', 'HTTP/1.1 20'],
    ['the headers', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n'],
    ['a part of the body', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no'],
  ])('once %s came', async (_title, bytes) => {
    const { heard, url } = await answeringOnce((socket) => {
      socket.write(bytes, () => setTimeout(() => socket.destroy(), 20));
    });
    expect(await client.send(url)).toMatchObject(DELIVERED);
    expect(await client.send(url)).toMatchObject({ kind: 'failure' });
    expect(heard).toEqual([0, 0]);
  });

  test('after an answer that is no HTTP', async () => {
    const { heard, url } = await answeringOnce((socket) => socket.end('what?\r\n\r\n'));
    expect(await client.send(url)).toMatchObject(DELIVERED);
    expect(await client.send(url)).toMatchObject({ kind: 'failure', reason: 'protocol' });
    expect(heard).toEqual([0, 0]);
  });
});

test('both sendings have one deadline', async () => {
  let requests = 0;
  const server = await startRawServer((socket) => {
    socket.on('data', () => {
      requests += 1;
      if (requests === 1) socket.write(ANSWER);
      if (requests === 2) setTimeout(() => socket.destroy(), 1_500);
    });
  });
  servers.push(server);
  const url = `http://127.0.0.1:${server.port}/`;
  expect(await client.send(url)).toMatchObject(DELIVERED);
  const startedAt = Date.now();
  expect(await client.send(url, 2_000)).toMatchObject({ kind: 'failure', reason: 'timeout' });
  expect(Date.now() - startedAt).toBeLessThan(3_400);
  expect(requests).toBe(3);
});

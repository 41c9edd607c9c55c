import { onRequest } from '../helpers/hostile/attack';
import { startRawServer, type TestServer } from '../helpers/servers';
import { startClient, type TestClient } from './client-setup';

const FIRST =
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: session=stolen; Path=/\r\n\r\nok';
const SMUGGLED = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled';
const HONEST = 'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno';

let server: TestServer;
let client: TestClient;
const requests: string[] = [];

beforeEach(() => {
  requests.length = 0;
  client = startClient({ allow: ['127.0.0.1'] });
});

afterEach(async () => {
  await client.close();
  await server.stop();
});

/** Answers the first request with more than one answer, and every other one honestly. */
async function smuggling(more: string, afterMs: number | undefined): Promise<string> {
  let answered = 0;
  server = await startRawServer((socket) => {
    socket.on('data', (chunk: Buffer) => requests.push(chunk.toString()));
    onRequest(socket, () => {
      answered += 1;
      if (answered > 1) socket.write(HONEST);
      else if (afterMs === undefined) socket.write(FIRST + more);
      else socket.write(FIRST, () => setTimeout(() => socket.write(more), afterMs));
    });
  });
  return `http://127.0.0.1:${server.port}/`;
}

describe('what a receiver sends after its answer is no answer to the next request', () => {
  test.each([
    ['a whole answer', SMUGGLED, undefined],
    ['many of them', SMUGGLED.repeat(100), undefined],
    ['the begin of one', 'HTTP/1.1 200 OK\r\nX-Swallow: ', undefined],
    ['garbage', '\0\0\0', undefined],
    ['a whole answer a little later', SMUGGLED, 0],
    ['the begin of one a little later', 'HTTP/1.1 200 OK\r\nX-Swallow: ', 0],
  ])('%s', async (_title, more, afterMs) => {
    const url = await smuggling(more, afterMs);
    expect(await client.send(url)).toMatchObject({ status: 200, body: 'ok' });
    // What was sent after it has arrived: the connection does not survive it.
    if (afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await client.send(url)).toMatchObject({ status: 500, body: 'no' });
    expect(server.connections).toHaveLength(2);
  });
});

test('a cookie is not kept from one request to the next', async () => {
  const url = await smuggling('', undefined);
  await client.send(url);
  await client.send(url);
  expect(requests.join('')).not.toMatch(/cookie/i);
  expect(requests).toHaveLength(2);
});

import { flood, onRequest } from '../helpers/hostile/attack';
import { startRawServer, type TestServer } from '../helpers/servers';
import { startClient, type TestClient } from './client-setup';

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const MAX_RESPONSE_BYTES = 10_000;

let servers: TestServer[];
let client: TestClient;

beforeEach(() => {
  servers = [];
  client = startClient({ allow: ['127.0.0.1'], maxResponseBytes: MAX_RESPONSE_BYTES });
});

afterEach(async () => {
  await client.close();
  for (const server of servers) await server.stop();
});

async function flooding(begin: string, bytes: string): Promise<string> {
  const server = await startRawServer((socket) =>
    onRequest(socket, () => {
      socket.write(begin);
      flood(socket, bytes);
    })
  );
  servers.push(server);
  return `http://127.0.0.1:${server.port}/`;
}

// None of it is a header or a part of the body, so that the limits of these never apply to it.
test.each([
  ['a status line', `${OK.slice(0, -2)} `, 'x'.repeat(100_000)],
  ['the extension of a chunk', `${CHUNKED}2;x=`, 'x'.repeat(100_000)],
  ['empty lines', '', '\r\n'.repeat(50_000)],
  ['answers of 103', '', 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(1_000)],
])('%s without end is read no longer than any answer could be', async (_title, begin, bytes) => {
  const exchange = await client.send(await flooding(begin, bytes));
  expect(exchange).toMatchObject({ kind: 'failure', reason: 'protocol' });
  expect(JSON.stringify(exchange)).toContain('bytes');
});

test('a body in chunks of one byte is read up to maxResponseBytes', async () => {
  const exchange = await client.send(await flooding(CHUNKED, '1\r\nx\r\n'.repeat(1_000)));
  expect(exchange).toMatchObject({ status: 200, body: 'x'.repeat(MAX_RESPONSE_BYTES) });
});

test('on a connection that is kept alive, each answer is counted for itself', async () => {
  const body = 'x'.repeat(MAX_RESPONSE_BYTES - 1);
  const server = await startRawServer((socket) =>
    onRequest(socket, () => socket.write(`${OK}Content-Length: ${body.length}\r\n\r\n${body}`))
  );
  servers.push(server);
  for (let count = 0; count < 100; count += 1) {
    const exchange = await client.send(`http://127.0.0.1:${server.port}/`);
    expect(exchange).toMatchObject({ status: 200, body });
  }
  expect(server.connections).toHaveLength(1);
});

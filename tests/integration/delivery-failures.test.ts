import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { startReceiver, until, type Answer } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const MAX_RESPONSE_BYTES = 1_000;
const TIMEOUT_MS = 1_000;

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({
    config: { timeoutMs: TIMEOUT_MS, maxResponseBytes: MAX_RESPONSE_BYTES },
  });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

/** What the only attempt of a delivery came to. */
async function onlyAttempt(more: object = {}) {
  const id = await setup.webhook({ maxAttempts: 1, ...more });
  await setup.newNote();
  const { attempts } = await setup.deliveryTo(id, 'failed', 1);
  expect(attempts).toHaveLength(1);
  return attempts[0];
}

/** A port of loopback at which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('an attempt names its reason', () => {
  const aByteAtATime: Answer = (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), 50);
    response.on('close', () => clearInterval(timer));
  };

  test.each<[string, Answer]>([
    ['no answer at all', () => undefined],
    ['headers without a body', (_request, response) => response.writeHead(200).flushHeaders()],
    ['a body that comes a byte at a time', aByteAtATime],
  ])('timeout: %s', async (_title, answer) => {
    setup.receiver.answerWith(answer);
    const attempt = await onlyAttempt();
    expect(attempt).toMatchObject({ reason: 'timeout', outcome: 'failed', responseCode: null });
    expect(attempt?.durationMs).toBeGreaterThanOrEqual(TIMEOUT_MS - 1);
    expect(attempt?.durationMs).toBeLessThan(10 * TIMEOUT_MS);
  });

  test("timeout: after the webhook's own timeoutMs", async () => {
    setup.receiver.answerWith(() => undefined);
    const attempt = await onlyAttempt({ timeoutMs: 1_500 });
    expect(attempt?.reason).toBe('timeout');
    expect(attempt?.durationMs).toBeGreaterThanOrEqual(1_499);
  });

  test('refused: nothing listens', async () => {
    const attempt = await onlyAttempt({ url: `http://127.0.0.1:${await closedPort()}` });
    expect(attempt).toMatchObject({ reason: 'refused', responseCode: null });
    expect(attempt?.responseBody).toContain('ECONNREFUSED');
  });

  test.each<[string, Answer]>([
    ['before an answer', (_request, response) => response.socket?.resetAndDestroy()],
    ['by closing before an answer', (_request, response) => response.socket?.destroy()],
    [
      'in the middle of the body',
      (_request, response) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('ten bytes.', () => response.socket?.destroy());
      },
    ],
  ])('reset: %s', async (_title, answer) => {
    setup.receiver.answerWith(answer);
    expect(await onlyAttempt()).toMatchObject({ reason: 'reset', responseCode: null });
  });

  test('dns: a name that does not exist', async () => {
    const attempt = await onlyAttempt({ url: 'http://does-not-exist.invalid/' });
    expect(attempt).toMatchObject({ reason: 'dns', responseCode: null });
  });

  test('tls: no TLS is spoken there', async () => {
    const attempt = await onlyAttempt({ url: setup.receiver.url.replace('http:', 'https:') });
    expect(attempt).toMatchObject({ reason: 'tls', responseCode: null });
  });

  test.each([301, 302, 303, 307, 308])('http-%d: a redirect is not followed', async (status) => {
    const target = await startReceiver();
    try {
      setup.receiver.answerWith((_request, response) => {
        response.writeHead(status, { Location: `${target.url}/elsewhere` }).end();
      });
      const attempt = await onlyAttempt();
      expect(attempt).toMatchObject({ reason: `http-${status}`, responseCode: status });
      expect(attempt?.responseHeaders).toMatchObject({ location: `${target.url}/elsewhere` });
      expect(target.requests).toHaveLength(0);
    } finally {
      await target.stop();
    }
  });
});

describe('of an answer larger than maxResponseBytes', () => {
  test('the first bytes are kept, and the status counts', async () => {
    setup.receiver.answerWith((_request, response) => {
      response.writeHead(200).end(`begin${'x'.repeat(1_000_000)}`);
    });
    const id = await setup.webhook();
    await setup.newNote();
    const { attempts } = await setup.deliveryTo(id, 'delivered', 1);
    expect(attempts[0]?.responseBody).toBe(`begin${'x'.repeat(MAX_RESPONSE_BYTES - 5)}`);
  });

  test('the rest is not read, however long it goes on', async () => {
    let closed = false;
    setup.receiver.answerWith(async (_request, response) => {
      response.on('close', () => (closed = true)).writeHead(200);
      while (!closed) {
        response.write('y'.repeat(10_000));
        await turn();
      }
    });
    const id = await setup.webhook();
    await setup.newNote();
    const { attempts } = await setup.deliveryTo(id, 'delivered', 1);
    expect(attempts[0]?.responseBody).toBe('y'.repeat(MAX_RESPONSE_BYTES));
    await until(
      () => closed,
      () => 'the connection is still open'
    );
  });
});

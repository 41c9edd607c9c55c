import { errors } from '@strapi/utils';
import {
  readTls,
  startConnectProxy,
  startHttpServer,
  startHttpsServer,
  startRawServer,
  type TestServer,
} from '../helpers/servers';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const WEBHOOK = { name: 'a webhook', events: 'entry.create', verify: true } as const;
const ca = readTls('authority.pem');

let app: TestStrapi | undefined;
const servers: TestServer[] = [];

afterAll(() => app?.stop());
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function started<T extends TestServer>(server: Promise<T>): Promise<T> {
  servers.push(await server);
  return server;
}

const webhooks = () => {
  if (app === undefined) throw new Error('not started');
  return app.service('webhooks');
};

async function start(network: object): Promise<void> {
  await app?.stop();
  app = await startStrapi({ config: { network }, nodeEnv: 'production' });
}

/** What is said of a URL that is not saved. */
async function refused(url: string, more: object = {}): Promise<string> {
  const failure: unknown = await webhooks()
    .create({ ...WEBHOOK, url, ...more })
    .catch((error: unknown) => error);
  if (!(failure instanceof errors.ValidationError)) throw new Error(`not refused: ${url}`);
  expect(failure.details).toMatchObject({ errors: [{ path: ['url'] }] });
  expect((await webhooks().findMany()).data).toEqual([]);
  return failure.message;
}

const requests: string[] = [];
const listener = (request: { url?: string }, response: { end(text: string): void }) => {
  requests.push(String(request.url));
  response.end('ok');
};

afterAll(() => {
  process.env.NODE_ENV = 'test';
});

describe('verify: a receiver is connected to before its webhook is saved', () => {
  beforeAll(() => start({ allow: ['127.0.0.1', 'localhost'], ca }));

  test('and it is saved where that goes well, https and http; nothing is sent', async () => {
    const secure = await started(startHttpsServer(listener));
    const plain = await started(startHttpServer(listener));
    for (const url of [
      `https://127.0.0.1:${secure.port}/hooks`,
      `https://localhost:${secure.port}/hooks`,
      `http://127.0.0.1:${plain.port}/hooks`,
    ]) {
      const webhook = await webhooks().create({ ...WEBHOOK, url });
      expect(webhook).toMatchObject({ url });
      expect(webhook).not.toHaveProperty('verify');
      await webhooks().delete(webhook.id);
    }
    expect(requests).toEqual([]);
    expect(secure.connections.length).toBe(4);
  });

  test('a name that has no address fails at the DNS look-up', async () => {
    const message = await refused('https://nothing.invalid/');
    expect(message).toContain('url: could not be verified: the DNS look-up failed (dns)');
    expect(message).toContain('nothing.invalid');
  });

  test('an address that is refused fails at the address check, which says what to set', async () => {
    for (const url of ['https://10.0.0.1/', 'http://[::1]:1/', 'https://169.254.169.254/']) {
      const message = await refused(url);
      expect(message).toContain('the address check failed (forbidden-address)');
      expect(message).toContain('network.allow');
    }
  });

  test('a port nobody listens on fails at the connection', async () => {
    const message = await refused('https://127.0.0.1:1/');
    expect(message).toContain('the connection failed (refused)');
  });

  test('a certificate that has expired or is of another name fails at the TLS handshake', async () => {
    const expired = await started(startHttpsServer(listener, 'expired.pem'));
    expect(await refused(`https://127.0.0.1:${expired.port}/`)).toMatch(
      /the TLS handshake failed \(tls\): .*expired/
    );
    const plain = await started(startHttpServer(listener));
    expect(await refused(`https://127.0.0.1:${plain.port}/`)).toContain('the TLS handshake failed');
    await refusedConnectionsEnd(expired, plain);
  });

  test('a receiver that says nothing is not waited for beyond the timeout', async () => {
    const silent = await started(startRawServer((socket) => socket.resume()));
    const at = Date.now();
    const message = await refused(`https://127.0.0.1:${silent.port}/`, { timeoutMs: 1_000 });
    expect(message).toContain('the TLS handshake failed (timeout): Not done within 1000 ms');
    expect(Date.now() - at).toBeLessThan(5_000);
    await refusedConnectionsEnd(silent);
  });

  test('an update is verified too, of the URL it has or the one it gets, and else changes nothing', async () => {
    const plain = await started(startHttpServer(listener));
    const url = `http://127.0.0.1:${plain.port}/`;
    const { id } = await webhooks().create({ ...WEBHOOK, url });
    await webhooks().update(id, { verify: true, name: 'renamed' });
    const bad = { verify: true, name: 'again', url: 'http://127.0.0.1:1/' };
    await expect(webhooks().update(id, bad)).rejects.toThrow('the connection failed');
    await servers.pop()?.stop();
    await expect(webhooks().update(id, { verify: true, name: 'again' })).rejects.toThrow(
      'the connection failed'
    );
    expect(await webhooks().findOne(id)).toMatchObject({ name: 'renamed', url });
    await webhooks().update(id, { verify: false, name: 'again' });
    await expect(webhooks().update('whk_nothing', { verify: true })).rejects.toThrow(
      errors.NotFoundError
    );
    await webhooks().delete(id);
  });

  test('a webhook without verify is saved unseen', async () => {
    const webhook = { ...WEBHOOK, url: 'https://nothing.invalid/' };
    for (const verify of [undefined, false]) {
      const { id } = await webhooks().create({ ...webhook, verify });
      await webhooks().delete(id);
    }
  });
});

async function refusedConnectionsEnd(...ended: TestServer[]): Promise<void> {
  for (const server of ended) {
    while (server.openConnections() > 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

test('through the proxy it is the tunnel that is looked at', async () => {
  const secure = await started(startHttpsServer(listener));
  const proxy = await started(
    startConnectProxy({ tunnelTo: secure.port, answer: (to) => (to.endsWith(':444') ? 502 : 200) })
  );
  await start({ allow: ['127.0.0.1'], ca, proxy: `http://127.0.0.1:${proxy.port}` });
  const { id } = await webhooks().create({ ...WEBHOOK, url: 'https://127.0.0.1/hooks' });
  await webhooks().delete(id);
  expect(proxy.asked.map(({ to }) => to)).toEqual(['127.0.0.1:443', '127.0.0.1:443']);
  expect(await refused('https://127.0.0.1:444/')).toContain('the connection failed (proxy)');
  expect(await refused('https://10.0.0.1/')).toContain('the address check failed');
  expect(proxy.asked).toHaveLength(3);
});

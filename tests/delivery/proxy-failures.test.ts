import { once } from 'node:events';
import { until } from '../helpers/receiver';
import { startConnectProxy, startHttpServer, startRawServer } from '../helpers/servers';
import { DELIVERED, isClosed, PUBLIC, setUpProxies } from './proxy-setup';

const { started, receiver, secureReceiver, proxyTo, start, clear } = setUpProxies();
afterEach(clear);

describe('a proxy that opens no tunnel has the reason proxy', () => {
  test.each([403, 407, 502, 503, 204])('when it answers %d', async (status) => {
    const proxy = await proxyTo({ answer: () => status });
    const exchange = await start(proxy).send('https://receiver.example/');
    expect(exchange).toMatchObject({ kind: 'failure', reason: 'proxy' });
    expect(JSON.stringify(exchange)).toContain(
      `The proxy 127.0.0.1:${proxy.port} answered ${status} to ${PUBLIC}:443`
    );
    await isClosed(proxy);
  });

  test('when nothing listens there', async () => {
    const gone = await startConnectProxy();
    await gone.stop();
    const exchange = await start(gone).send('http://receiver.example/');
    expect(exchange).toMatchObject({ kind: 'failure', reason: 'proxy' });
    expect(JSON.stringify(exchange)).toContain('ECONNREFUSED');
  });

  test('when it speaks no HTTP', async () => {
    const raw = await started(startRawServer((socket) => socket.end('SSH-2.0-what\r\n')));
    const exchange = await start({ ...raw, asked: [] }).send('http://receiver.example/');
    expect(exchange).toMatchObject({ kind: 'failure', reason: 'proxy' });
  });

  test('when it is reached by https and shows a certificate of nobody', async () => {
    const proxy = await proxyTo({ secure: true });
    const { send } = start(proxy, { ca: [] }, 'https://127.0.0.1');
    const exchange = await send('http://receiver.example/');
    expect(exchange).toMatchObject({ kind: 'failure', reason: 'proxy' });
  });
});

describe('credentials of a proxy', () => {
  const url = 'http://scott:t%40iger@127.0.0.1';

  test('are sent to it, and to nobody else', async () => {
    const headers: unknown[] = [];
    const { port } = await started(
      startHttpServer((request, response) => {
        headers.push(request.headers);
        response.end('ok');
      })
    );
    const proxy = await proxyTo({ tunnelTo: port });
    expect(await start(proxy, {}, url).send('http://receiver.example/')).toMatchObject(DELIVERED);
    const authorization = `Basic ${Buffer.from('scott:t@iger').toString('base64')}`;
    expect(proxy.asked).toEqual([{ to: `${PUBLIC}:80`, authorization }]);
    expect(JSON.stringify(headers)).not.toContain('uthorization');
  });

  test.each([407, 502])('are in no message, also when it answers %d', async (status) => {
    const proxy = await proxyTo({ answer: () => status });
    const exchange = await start(proxy, {}, url).send('http://receiver.example/');
    expect(exchange).toMatchObject({ reason: 'proxy' });
    expect(JSON.stringify(exchange)).not.toMatch(/scott|iger|c2NvdHQ/);
  });
});

describe('the deadline holds', () => {
  test('over a proxy that does not answer, and its connection is closed', async () => {
    const proxy = await proxyTo({ answer: () => null });
    const { send } = start(proxy);
    expect(await send('http://receiver.example/', 300)).toMatchObject({ reason: 'timeout' });
    expect(proxy.asked).toHaveLength(1);
    await isClosed(proxy);
  });

  test('over a receiver behind it that does not speak TLS, and its tunnel is closed', async () => {
    const silent = await started(startRawServer((socket) => socket.resume()));
    const proxy = await proxyTo({ tunnelTo: silent.port });
    const { send } = start(proxy);
    expect(await send('https://receiver.example/', 300)).toMatchObject({ reason: 'timeout' });
    expect(silent.connections).toHaveLength(1);
    await isClosed(silent);
    await isClosed(proxy);
  });

  test('over a look-up that does not end', async () => {
    const proxy = await proxyTo();
    const { send } = start(proxy, { names: () => undefined });
    expect(await send('http://receiver.example/', 300)).toMatchObject({ reason: 'timeout' });
    expect(proxy.connections).toHaveLength(0);
  });
});

describe('closing the client ends', () => {
  test('a tunnel being opened', async () => {
    const proxy = await proxyTo({ answer: () => null });
    const { send, close } = start(proxy);
    const sending = send('http://receiver.example/', 60_000);
    await until(
      () => proxy.asked.length === 1,
      () => 'no tunnel was asked for'
    );
    await close();
    expect(await sending).toEqual({
      kind: 'failure',
      reason: 'network',
      message: 'The site is shutting down',
    });
    await isClosed(proxy);
  });

  test('a tunnel that is kept alive', async () => {
    const target = await secureReceiver();
    const proxy = await proxyTo({ tunnelTo: target.port });
    const { send, close } = start(proxy);
    expect(await send('https://receiver.example/')).toMatchObject(DELIVERED);
    const [connection] = proxy.connections;
    expect(connection?.destroyed).toBe(false);
    const closed = connection === undefined ? undefined : once(connection, 'close');
    await close();
    await closed;
    await isClosed(target);
  });

  test('its use: nothing is sent any more', async () => {
    const proxy = await proxyTo({ tunnelTo: (await receiver()).port });
    const { send, close } = start(proxy);
    await close();
    expect(await send('http://receiver.example/')).toMatchObject({ reason: 'network' });
    expect(proxy.connections).toHaveLength(0);
  });
});

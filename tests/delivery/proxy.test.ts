import { FORBIDDEN_ADDRESSES, FORBIDDEN_NAMES, METADATA_NAMES } from '../helpers/forbidden-hosts';
import { startHttpServer } from '../helpers/servers';
import { DELIVERED, isClosed, PUBLIC, setUpProxies } from './proxy-setup';

const { received, started, receiver, secureReceiver, proxyTo, start, clear } = setUpProxies();
afterEach(clear);

describe('through network.proxy', () => {
  test('an http receiver is reached at the address that was judged, under its own name', async () => {
    const proxy = await proxyTo({ tunnelTo: (await receiver()).port });
    const { send, lookups } = start(proxy);
    expect(await send('http://receiver.example/')).toMatchObject(DELIVERED);
    expect(proxy.asked).toEqual([{ to: `${PUBLIC}:80`, authorization: undefined }]);
    expect(received).toEqual([{ host: 'receiver.example', servername: undefined }]);
    expect(lookups).toEqual(['receiver.example']);
  });

  test('an https receiver is reached at the address that was judged, and shows the certificate of its name', async () => {
    const proxy = await proxyTo({ tunnelTo: (await secureReceiver()).port });
    const { send } = start(proxy);
    expect(await send('https://receiver.example/')).toMatchObject(DELIVERED);
    expect(proxy.asked.map(({ to }) => to)).toEqual([`${PUBLIC}:443`]);
    expect(received).toEqual([{ host: 'receiver.example', servername: 'receiver.example' }]);
  });

  test('a receiver with another certificate than that of its name has the reason tls', async () => {
    const proxy = await proxyTo({ tunnelTo: (await secureReceiver()).port });
    const exchange = await start(proxy).send('https://other.example/');
    expect(exchange).toMatchObject({ kind: 'failure', reason: 'tls' });
    expect(received).toEqual([]);
    await isClosed(proxy);
  });

  test('the connection is kept alive: a second attempt asks for no second tunnel', async () => {
    const proxy = await proxyTo({ tunnelTo: (await secureReceiver()).port });
    const { send } = start(proxy);
    for (let count = 0; count < 3; count += 1) {
      expect(await send('https://receiver.example/')).toMatchObject(DELIVERED);
    }
    expect(proxy.asked).toHaveLength(1);
  });

  test('an IPv6 address is asked for in brackets', async () => {
    const proxy = await proxyTo({ tunnelTo: (await receiver()).port });
    const { send } = start(proxy, { names: () => ['2a00::1'] });
    expect(await send('http://receiver.example:8080/')).toMatchObject(DELIVERED);
    expect(proxy.asked.map(({ to }) => to)).toEqual(['[2a00::1]:8080']);
  });

  test('a proxy that is itself reached by https works the same', async () => {
    const proxy = await proxyTo({ tunnelTo: (await secureReceiver()).port, secure: true });
    const { send } = start(proxy, {}, 'https://127.0.0.1');
    expect(await send('https://receiver.example/')).toMatchObject(DELIVERED);
    expect(await send('http://receiver.example/')).toMatchObject({ kind: 'failure' });
    expect(proxy.asked.map(({ to }) => to)).toEqual([`${PUBLIC}:443`, `${PUBLIC}:80`]);
  });

  test('the second address of a name is tried when the proxy does not reach the first', async () => {
    const { port } = await receiver();
    const proxy = await proxyTo({
      tunnelTo: port,
      answer: (to) => (to.startsWith('[') ? 502 : 200),
    });
    const { send } = start(proxy, { names: () => ['2a00::1', PUBLIC] });
    expect(await send('http://receiver.example/')).toMatchObject(DELIVERED);
    expect(proxy.asked.map(({ to }) => to)).toEqual(['[2a00::1]:80', `${PUBLIC}:80`]);
  });
});

describe('the guard sees through network.proxy', () => {
  test.each(['http', 'https'])(
    'a forbidden %s receiver is refused without a word to the proxy',
    async (protocol) => {
      const proxy = await proxyTo({ tunnelTo: (await receiver()).port });
      const { send } = start(proxy, { names: () => ['10.0.0.1'] });
      for (const host of ['internal.example', '127.1', '[::ffff:7f00:1]', '169.254.169.254']) {
        expect(await send(`${protocol}://${host}/`)).toMatchObject({
          kind: 'failure',
          reason: 'forbidden-address',
          message: expect.stringContaining('network.allow') as string,
        });
      }
      expect(proxy.connections).toHaveLength(0);
    }
  );

  test('none of the forbidden hosts is asked for, in any notation, and each permitted twin is reached', async () => {
    const proxy = await proxyTo({ tunnelTo: (await receiver()).port });
    let addresses: readonly string[] = ['10.0.0.1'];
    const { send } = start(proxy, { names: () => [...addresses] });
    const hosts = [
      ...FORBIDDEN_ADDRESSES.map(([host]) => [host, []] as const),
      ...FORBIDDEN_NAMES.map(([name, at]) => [name, at] as const),
    ];
    for (const [host, forbidden] of hosts) {
      addresses = forbidden;
      const exchange = await send(`http://${host}/`);
      expect({ host, exchange }).toMatchObject({ host, exchange: { reason: 'forbidden-address' } });
    }
    for (const name of METADATA_NAMES) {
      addresses = [PUBLIC];
      expect(await send(`http://${name}/`)).toMatchObject({ reason: 'forbidden-address' });
    }
    expect(proxy.connections).toHaveLength(0);

    const twins = FORBIDDEN_ADDRESSES.flatMap(([, twin]) => twin ?? []);
    for (const host of twins) {
      const exchange = await send(`http://${host}/`);
      expect({ host, exchange }).toMatchObject({ host, exchange: DELIVERED });
    }
    for (const [name, , permitted] of FORBIDDEN_NAMES) {
      addresses = permitted;
      expect(await send(`http://${name}/`)).toMatchObject(DELIVERED);
    }
    expect(twins.length).toBeGreaterThan(60);
  });

  test('a permitted internal receiver is reached', async () => {
    const { port } = await receiver();
    const proxy = await proxyTo();
    const { send } = start(proxy, { names: () => ['127.0.0.1'], allow: ['internal.example'] });
    expect(await send(`http://internal.example:${port}/`)).toMatchObject(DELIVERED);
    expect(proxy.asked.map(({ to }) => to)).toEqual([`127.0.0.1:${port}`]);
  });

  test('a name that changes its answer is refused the second time', async () => {
    const { port } = await started(
      startHttpServer((_request, response) => {
        response.writeHead(200, { Connection: 'close' }).end('ok');
      })
    );
    const answers = [[PUBLIC], ['169.254.169.254']];
    const proxy = await proxyTo({ tunnelTo: port });
    const { send } = start(proxy, { names: () => answers.shift() });
    expect(await send('http://rebinding.example/')).toMatchObject(DELIVERED);
    expect(await send('http://rebinding.example/')).toMatchObject({ reason: 'forbidden-address' });
    expect(proxy.asked.map(({ to }) => to)).toEqual([`${PUBLIC}:80`]);
  });

  test('only the permitted addresses of a name are asked for', async () => {
    const proxy = await proxyTo({ tunnelTo: (await receiver()).port });
    const { send } = start(proxy, { names: () => ['10.0.0.1', '::1', PUBLIC] });
    expect(await send('http://many.example/')).toMatchObject(DELIVERED);
    expect(proxy.asked.map(({ to }) => to)).toEqual([`${PUBLIC}:80`]);
  });
});

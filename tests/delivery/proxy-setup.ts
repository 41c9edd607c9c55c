import type { RequestListener } from 'node:http';
import { until } from '../helpers/receiver';
import {
  readTls,
  startConnectProxy,
  startHttpServer,
  startHttpsServer,
  type ConnectProxy,
  type ConnectProxyOptions,
  type TestServer,
} from '../helpers/servers';
import { startClient, type ClientOptions, type TestClient } from './client-setup';

/** An address that stands for a receiver anywhere; the proxy of a test tunnels to loopback instead. */
export const PUBLIC = '93.184.215.14';
export const DELIVERED = { kind: 'response', status: 200, body: 'ok' };

/** Receivers, a proxy and the client, all real, until the end of the test. */
export function setUpProxies() {
  const received: { host: string | undefined; servername: string | undefined }[] = [];
  const toStop: TestServer[] = [];
  let client: TestClient | undefined;

  const answer: RequestListener = (request, response) => {
    const { servername } = request.socket as { servername?: string };
    received.push({ host: request.headers.host, servername });
    response.end('ok');
  };

  async function started<T extends TestServer>(server: Promise<T>): Promise<T> {
    toStop.push(await server);
    return server;
  }

  return {
    /** By the receivers. */
    received,
    started,
    receiver: () => started(startHttpServer(answer)),
    secureReceiver: () => started(startHttpsServer(answer)),
    proxyTo: (options: ConnectProxyOptions = {}): Promise<ConnectProxy> =>
      started(startConnectProxy(options)),

    start(proxy: ConnectProxy, options: ClientOptions = {}, url = 'http://127.0.0.1'): TestClient {
      client = startClient({
        proxy: `${url}:${proxy.port}`,
        ca: readTls('authority.pem'),
        names: () => [PUBLIC],
        ...options,
      });
      return client;
    },

    /** After each test. */
    async clear(): Promise<void> {
      await client?.close();
      for (const server of toStop.splice(0)) await server.stop();
      received.length = 0;
    },
  };
}

export const isClosed = (server: TestServer): Promise<void> =>
  until(
    () => server.openConnections() === 0,
    () => `${server.openConnections()} connections are open`
  );

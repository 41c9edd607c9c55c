import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer as createHttp,
  type RequestListener,
  type Server as HttpServer,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import {
  connect,
  createServer as createNet,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import path from 'node:path';

const TLS_DIR = path.resolve(__dirname, '../fixtures/tls');

export const readTls = (name: string): string => readFileSync(path.join(TLS_DIR, name), 'utf8');

/** A server on loopback that can be stopped whatever its connections do. */
export interface TestServer {
  port: number;
  /** Every connection that was ever made. */
  readonly connections: Socket[];
  openConnections(): number;
  stop(): Promise<void>;
}

export interface ListenOptions {
  host?: string;
  port?: number;
}

async function listening(server: Server, { host = '127.0.0.1', port = 0 }: ListenOptions) {
  const connections: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    connections.push(socket);
    socket.on('error', () => socket.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    openConnections: () => connections.filter(({ destroyed }) => !destroyed).length,
    async stop() {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  } satisfies TestServer;
}

/** One that nobody listens on, as it seems. */
export async function freePort(): Promise<number> {
  const { port, stop } = await startRawServer(() => undefined);
  await stop();
  return port;
}

/** Any bytes at all: `talk` is given each connection with its number, from 0. */
export function startRawServer(
  talk: (socket: Socket, index: number) => void,
  options: ListenOptions = {}
): Promise<TestServer> {
  let index = 0;
  return listening(
    createNet((socket) => talk(socket, index++)),
    options
  );
}

export function startHttpServer(listener: RequestListener, options: ListenOptions = {}) {
  return listening(createHttp({ keepAlive: true }, listener), options);
}

/** With the certificate of tests/fixtures/tls of that name. */
export function startHttpsServer(
  listener: RequestListener,
  certificate = 'receiver.pem',
  options: ListenOptions = {}
): Promise<TestServer> {
  const server = createHttps(
    { cert: readTls(certificate), key: readTls('receiver.key') },
    listener
  );
  return listening(server, options);
}

export interface ConnectProxy extends TestServer {
  /** What tunnels were asked for, with the credentials. */
  readonly asked: { to: string; authorization: string | undefined }[];
}

export interface ConnectProxyOptions {
  /** Where a tunnel really goes, whatever was asked for; undefined: there. */
  tunnelTo?: number;
  /** Answers otherwise than 200; `null`: never. */
  answer?: (to: string) => number | null;
  secure?: boolean;
}

/** Of what a proxy was asked for. */
function placeOf(to: string): { host: string; port: number } {
  const { hostname, port } = new URL(`http://${to}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? 80 : port) };
}

/** A proxy that does CONNECT and nothing else. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: ConnectProxy['asked'] = [];
  const server: HttpServer =
    options.secure === true
      ? createHttps({ cert: readTls('receiver.pem'), key: readTls('receiver.key') })
      : createHttp();
  server.on('request', (_request, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    const to = request.url ?? '';
    asked.push({ to, authorization: request.headers['proxy-authorization'] });
    client.on('error', () => client.destroy());
    const status = options.answer?.(to) ?? (options.answer === undefined ? 200 : null);
    if (status !== 200) {
      if (status !== null) client.write(`HTTP/1.1 ${status} No\r\nContent-Length: 2\r\n\r\nno`);
      // Open until the other side closes; a socket that nobody reads does not notice that.
      client.on('end', () => client.destroy()).resume();
      return;
    }
    const target = connect(
      options.tunnelTo === undefined ? placeOf(to) : { port: options.tunnelTo, host: '127.0.0.1' }
    );
    target.on('error', () => client.destroy());
    target.on('close', () => client.destroy());
    client.on('close', () => target.destroy());
    target.on('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
  });
  return { ...(await listening(server, {})), asked };
}

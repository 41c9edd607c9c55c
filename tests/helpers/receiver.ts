import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../contracts/domain';

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Of a JSON body; empty for any other. */
  json: JsonObject;
}

export type Answer = (request: Received, response: ServerResponse) => void;

export interface Receiver {
  url: string;
  /** Everything received so far, in order. */
  readonly requests: Received[];
  /** How requests are answered from now on; 200 at the start. */
  answerWith(answer: Answer): void;
  /** Resolves with the requests once there are at least `count`. */
  waitFor(count: number): Promise<Received[]>;
  clear(): void;
  stop(): Promise<void>;
}

/** A real HTTP receiver on loopback. */
export async function startReceiver(): Promise<Receiver> {
  const requests: Received[] = [];
  let answer: Answer = (_request, response) => response.writeHead(200).end('ok');

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const request: Received = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body,
        json: isJson(incoming.headers) ? (JSON.parse(body) as JsonObject) : {},
      };
      requests.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answerWith(next) {
      answer = next;
    },
    async waitFor(count) {
      await until(
        () => requests.length >= count,
        () => {
          const last = requests.slice(-20).map((request) => request.headers['x-strapi-event']);
          return `${requests.length} of ${count} requests, the last ${last.join(', ')}`;
        }
      );
      return requests;
    },
    clear() {
      requests.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isJson(headers: IncomingHttpHeaders): boolean {
  return headers['content-type'] === 'application/json';
}

/** Of what never comes about. What takes long on a busy machine is not wrong. */
const PATIENCE_MS = 60_000;

/** Waits for a condition, never for a time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  describe: () => string
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms: ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

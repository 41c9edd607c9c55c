import { connect, type Socket } from 'node:net';
import { startRawServer } from './servers';

/** A way to a database server that can be cut. */
export interface DatabaseLink {
  url: string;
  /** Connections stay open and nothing comes through, as where a network drops packets. */
  hang(): void;
  /** Connections end, and no new one is made. */
  refuse(): void;
  restore(): void;
  stop(): Promise<void>;
}

export async function startLink(to: string): Promise<DatabaseLink> {
  const target = new URL(to);
  const pairs = new Set<[Socket, Socket]>();
  let state: 'open' | 'hangs' | 'refuses' = 'open';

  const join = ([client, server]: [Socket, Socket]) => client.pipe(server).pipe(client);
  const part = ([client, server]: [Socket, Socket]) => {
    client.unpipe(server).pause();
    server.unpipe(client).pause();
  };
  const end = ([client, server]: [Socket, Socket]) => {
    client.destroy();
    server.destroy();
  };

  const listener = await startRawServer((client) => {
    if (state === 'refuses') return void client.destroy();
    const server = connect(Number(target.port || 5432), target.hostname);
    const pair: [Socket, Socket] = [client, server];
    pairs.add(pair);
    server.on('error', () => end(pair));
    client.on('close', () => {
      pairs.delete(pair);
      end(pair);
    });
    server.on('close', () => client.destroy());
    if (state === 'open') join(pair);
    else part(pair);
  });
  const url = new URL(to);
  url.hostname = '127.0.0.1';
  url.port = String(listener.port);

  return {
    url: url.href,
    hang() {
      state = 'hangs';
      pairs.forEach(part);
    },
    refuse() {
      state = 'refuses';
      pairs.forEach(end);
    },
    restore() {
      const hung = state === 'hangs';
      state = 'open';
      if (hung) pairs.forEach(join);
    },
    stop: () => listener.stop(),
  };
}

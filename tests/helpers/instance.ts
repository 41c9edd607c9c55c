import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { sqlite } from './databases';
import { fixtureEnv, type FixtureOptions } from './fixture-app';

interface Message {
  ready?: boolean;
  id?: number;
  result?: unknown;
  error?: string;
  written?: number;
  deleted?: string;
}

/** A Strapi in a process of its own (instance-process.js). */
export interface Instance {
  call(command: string, args?: object): Promise<unknown>;
  /** Sends a command that does not end. */
  tell(command: string, args?: object): void;
  /** The highest number the writer has said it wrote. */
  written(): number;
  /** Documents the writer has said it created and deleted. */
  deleted(): readonly string[];
  /** The end of what it has printed. */
  output(): string;
  /** Whether the process is no more. */
  hasEnded(): boolean;
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startInstance(
  dir: string,
  options: FixtureOptions = {},
  env: Record<string, string> = {}
): Promise<Instance> {
  const connection = options.connection ?? (await sqlite.create(dir)).connection;
  const child = fork(path.join(__dirname, 'instance-process.js'), {
    env: { ...process.env, ...fixtureEnv(dir, { ...options, connection }), ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)));
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const waiting = new Map<number, (message: Message) => void>();
  const deleted: string[] = [];
  let written = 0;
  let nextId = 1;

  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: Message) => {
      if (message.ready === true) resolve();
      if (message.written !== undefined) written = message.written;
      if (message.deleted !== undefined) deleted.push(message.deleted);
      if (message.id !== undefined) waiting.get(message.id)?.(message);
    });
    void exited.then(() => reject(new Error(`the instance died at its start:\n${output}`)));
  });

  const send = (command: string, args: object | undefined): number => {
    const id = nextId;
    nextId += 1;
    child.send({ id, command, args });
    return id;
  };

  return {
    call: (command, args) =>
      new Promise((resolve, reject) => {
        const id = send(command, args);
        waiting.set(id, ({ result, error }) => {
          if (error === undefined) resolve(result);
          else reject(new Error(error));
        });
      }),
    tell: (command, args) => void send(command, args),
    written: () => written,
    deleted: () => deleted,
    output: () => output,
    hasEnded: () => hasEnded(child),
    kill: () => end(child, exited, () => child.kill('SIGKILL')),
    stop: () => end(child, exited, () => void send('stop', undefined)),
  };
}

async function end(child: ChildProcess, exited: Promise<void>, how: () => void): Promise<void> {
  if (!hasEnded(child)) how();
  await exited;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

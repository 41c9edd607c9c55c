import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from './servers';
import { until } from './receiver';

/** A Redis of a test's own, that keeps nothing: it can be killed, held up and emptied. */
export interface RedisServer {
  url: string;
  start(): Promise<void>;
  /** SIGKILL: it is gone, and has forgotten everything. */
  kill(): Promise<void>;
  /** It takes connections and answers nobody, until it goes on. */
  hang(): void;
  goOn(): void;
  flush(): Promise<void>;
  /** How many jobs it holds, in whatever state. */
  jobs(): Promise<number>;
  stop(): Promise<void>;
}

/** On a port of its own; not started yet. */
export async function createRedisServer(): Promise<RedisServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  const ask = async <T>(question: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await question(client);
    } finally {
      client.disconnect();
    }
  };
  const kill = async () => {
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    child = undefined;
  };

  return {
    url,
    async start() {
      const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
      child = spawn('redis-server', options, { stdio: 'ignore' });
      await until(
        () =>
          ask((client) => client.ping()).then(
            () => true,
            () => false
          ),
        () => 'redis-server does not answer'
      );
    },
    kill,
    hang: () => void child?.kill('SIGSTOP'),
    goOn: () => void child?.kill('SIGCONT'),
    flush: () => ask(async (client) => void (await client.flushall())),
    jobs: () =>
      ask(async (client) => {
        const keys = await client.keys('*:deliveries:*');
        return keys.filter((key) => /:[0-9a-f-]{36}\.\d+\.\d+$/.test(key)).length;
      }),
    stop: kill,
  };
}

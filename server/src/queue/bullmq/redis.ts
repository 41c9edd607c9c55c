import type { RedisOptions } from 'ioredis';
import type { RedisQueueOptions } from '../../config/queue-options';
import { answered, type Backend } from './engine';
import type { Ioredis } from './packages';

const QUEUE = 'deliveries';
const CONNECT_MS = 3_000;

/** On Redis (or what speaks its protocol), from 6.2. */
export function createRedisBackend(
  { Redis }: Ioredis,
  { redis, prefix }: RedisQueueOptions
): Backend {
  const given: RedisOptions & { url?: string } = typeof redis === 'string' ? { url: redis } : redis;
  const { url, ...rest } = given;

  return {
    // BullMQ waits for a Redis that is away; nothing here is to wait.
    async prepare() {
      const options: RedisOptions = {
        ...rest,
        lazyConnect: true,
        connectTimeout: CONNECT_MS,
        retryStrategy: () => null,
        maxRetriesPerRequest: 0,
      };
      const client = url === undefined ? new Redis(options) : new Redis(url, options);
      let reason: unknown;
      client.on('error', (error) => (reason = error));
      try {
        await answered(CONNECT_MS, client.connect());
        await answered(CONNECT_MS, client.ping());
      } catch (error) {
        throw reason ?? error;
      } finally {
        client.disconnect();
      }
    },

    create({ Queue, Worker }, { queue, worker, process }) {
      const own = { ...given, retryStrategy: (times: number) => Math.min(times * 100, 1_000) };
      // A command fails at once while there is no connection, rather than wait for one.
      const connection = { ...own, enableOfflineQueue: false, maxRetriesPerRequest: 1 };
      return {
        queue: new Queue(QUEUE, { ...queue, prefix, connection }),
        worker: process && new Worker(QUEUE, process, { ...worker, prefix, connection: own }),
      };
    },
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import { currentDatabase } from '../helpers/databases';
import { createRedisServer, type RedisServer } from '../helpers/redis-server';
import {
  createWriter,
  expectNothingLost,
  KILLS,
  startWriting,
  timeoutOf,
  type WriterSetup,
} from './writer-setup';

const LONGEST_RUN_MS = 1_500;

let redis: RedisServer;
let setup: WriterSetup;

beforeAll(async () => {
  redis = await createRedisServer();
  await redis.start();
  setup = await startWriting(currentDatabase(), { queue: { bullmq: { redis: redis.url } } });
});

afterAll(async () => {
  await setup?.stop();
  await redis?.stop();
});

test(
  `on Redis, two instances that deliver lose nothing through ${KILLS} kills of them and of it`,
  async () => {
    const writer = createWriter(setup, 'all');
    await writer.start();
    let sender = await setup.start('deliver');
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(Math.random() * LONGEST_RUN_MS);
      const victim = ['writer', 'redis', 'sender', 'memory'][kill % 4];
      if (victim === 'writer') {
        await writer.kill();
        await writer.start();
      } else if (victim === 'sender') {
        await sender.kill();
        sender = await setup.start('deliver');
      } else if (victim === 'redis') {
        await redis.kill();
        await redis.start();
      } else {
        await redis.flush();
      }
    }
    await writer.kill();
    await sender.kill();
    const result = await setup.reconcile(`Two instances on Redis, ${KILLS + 2} kills`);
    expect(result.written).toBeGreaterThan(KILLS);
    expectNothingLost(result);
  },
  timeoutOf(KILLS)
);

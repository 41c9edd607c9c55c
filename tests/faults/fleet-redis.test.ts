import { createRedisServer, type RedisServer } from '../helpers/redis-server';
import { CRASH, fleetSuite } from './fleet.suite';

let redis: RedisServer;

beforeAll(async () => {
  redis = await createRedisServer();
  await redis.start();
});

afterAll(() => redis?.stop());

fleetSuite({
  name: 'Redis',
  configOn: () => ({ queue: { bullmq: { redis: redis.url } } }),
  faults: [CRASH, { name: 'flushes of Redis', times: 2, strike: () => redis.flush() }],
});

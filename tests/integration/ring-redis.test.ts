import { redisOfSuite } from '../queue/redis';
import { ringSuite } from './ring.suite';

const { url, prefix, clear } = redisOfSuite();

afterAll(clear);

ringSuite(() => ({ bullmq: { redis: url, prefix } }));

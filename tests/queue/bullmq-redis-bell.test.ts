import { bellSuite } from './bell.suite';
import { redisOfSuite } from './redis';

const { url, prefix, clear } = redisOfSuite();

afterAll(clear);

bellSuite({ bullmq: { redis: url, prefix } });

import { startBullmqHarness } from './bullmq-harness';
import { deliveryQueueSuite } from './delivery-queue.suite';
import { redisOfSuite } from './redis';

const { url, prefix, clear } = redisOfSuite();

afterAll(clear);

deliveryQueueSuite(() => startBullmqHarness({ bullmq: { redis: url, prefix } }));

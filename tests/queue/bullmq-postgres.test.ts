import { urlIn, onPostgres } from '../helpers/databases';
import { startBullmqHarness } from './bullmq-harness';
import { deliveryQueueSuite } from './delivery-queue.suite';

const schema = `lw_test_${process.pid}_${Date.now().toString(36)}`;

afterAll(() => onPostgres(urlIn('PG_URL'), `drop schema if exists ${schema} cascade`));

deliveryQueueSuite(() => startBullmqHarness({ bullmq: { postgres: urlIn('PG_URL'), schema } }));

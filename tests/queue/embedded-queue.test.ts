import { deliveryQueueSuite } from './delivery-queue.suite';
import { startEmbeddedHarness } from './embedded-harness';

deliveryQueueSuite(startEmbeddedHarness);

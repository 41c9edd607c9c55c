import { createEmbeddedQueue } from '../../server/src/queue/embedded/embedded-queue';
import { startTables } from './tables';

export const startEmbeddedHarness = () =>
  startTables('delivery', (parts) => ({ queue: createEmbeddedQueue(parts) }));

import type { QueueOption } from '../../config/queue-options';
import { openEngine, type Engine, type EngineDeps } from './engine';
import { packages } from './packages';
import { createPostgresBackend } from './postgres';
import { createRedisBackend } from './redis';

export type OpenEngine = (deps: EngineDeps) => Promise<Engine>;

const PREFIX = 'lifecycle-webhooks';
const SCHEMA = 'lifecycle_webhooks_queue';

/**
 * Loads the packages that the configured backend needs.
 *
 * @returns what opens the engine there.
 * @throws Error with the command that installs what is missing.
 */
export function loadEngine({ bullmq: given }: Exclude<QueueOption, 'embedded'>): OpenEngine {
  if ('redis' in given) {
    const { bullmq, ioredis } = packages.redis();
    const backend = createRedisBackend(ioredis, { prefix: PREFIX, ...given });
    return (deps) => openEngine(bullmq, backend, deps);
  }
  const { bullmq, pg } = packages.postgres();
  const backend = createPostgresBackend(pg, bullmq, { schema: SCHEMA, ...given });
  return (deps) => openEngine(bullmq, backend, deps);
}

import { randomUUID } from 'node:crypto';
import type { QueueOption } from '../../server/src/config/queue-options';
import { createBullmqQueue } from '../../server/src/queue/bullmq/bullmq-queue';
import type { Engine } from '../../server/src/queue/bullmq/engine';
import { loadEngine } from '../../server/src/queue/bullmq/load-engine';
import { createTakeOver } from '../../server/src/queue/bullmq/take-over';
import { startTables } from './tables';

/** The queue on BullMQ, as a site has it. */
export function startBullmqHarness(option: Exclude<QueueOption, 'embedded'>) {
  /** What the runners that are open can have under way. */
  const slots = new Map<string, number>();

  return startTables('token', (parts) => {
    const runnerId = randomUUID().slice(0, 8);
    let engine: Engine | undefined;
    let isCutOff = false;
    const takeOver = createTakeOver({ ...parts, runnerId });
    const queue = createBullmqQueue({
      ...parts,
      load: () => {
        const open = loadEngine(option);
        return async (deps) => (engine = await open(deps));
      },
      // It may have one more job in its hands, which is lost with it.
      takeOver: async (token, until) => (isCutOff ? [] : takeOver(token, until)),
      slotsInAll: () => [...slots.values()].reduce((sum, count) => sum + count, 0),
    });
    slots.set(runnerId, parts.concurrency);
    return {
      queue: {
        ...queue,
        stop: async () => {
          slots.delete(runnerId);
          await queue.stop();
        },
      },
      cutOff: () => {
        isCutOff = true;
        void engine?.pause();
      },
    };
  });
}

import { Worker } from 'node:worker_threads';
import { gathered } from '../../lib/gathered';
import { describeError } from '../../lib/logger';
import { within } from '../../lib/within';
import { threadOptions } from './node-options';
import type { FromThread, Order, Report, SenderSettings, ToThread } from './messages';

/** How long what is under way may take to end once it is told to. */
const CLOSE_MS = 2_000;

/**
 * Starts the thread. While it has nothing to do it keeps no process alive.
 *
 * @param file its program.
 * @param died hears, once, that it has ended without being closed. Everything it was about to do is then
 *   reported as an error.
 */
export function startThread(
  file: string,
  settings: SenderSettings,
  died: (reason: string) => void
) {
  const worker = new Worker(file, {
    ...threadOptions(process.execArgv, process.env),
    workerData: settings,
    name: 'lifecycle-webhooks',
  });
  const waiting = new Map<number, (report: Report) => void>();
  let end: string | undefined;
  let drained: () => void = () => undefined;

  const settle = (report: Report) => {
    waiting.get(report.number)?.(report);
    waiting.delete(report.number);
    if (waiting.size > 0) return;
    worker.unref();
    drained();
  };
  const ended = (reason: string) => {
    if (end !== undefined) return;
    end = `the thread that sends has ended (${reason})`;
    for (const number of [...waiting.keys()]) settle({ number, error: end });
    died(reason);
  };
  const post = (message: ToThread) => worker.postMessage(message);
  const give = gathered<Order>(post);

  worker.unref();
  worker.on('message', (reports: FromThread) => reports.forEach(settle));
  worker.on('error', (error) => ended(describeError(error)));
  worker.on('exit', (code) => ended(`exit code ${code}`));

  return {
    carryOut: (order: Order): Promise<Report> =>
      new Promise((resolve) => {
        if (end !== undefined) return resolve({ number: order.number, error: end });
        if (waiting.size === 0) worker.ref();
        waiting.set(order.number, resolve);
        give(order);
      }),

    /** Ends what is under way; each piece says that it was ended. */
    async close(): Promise<void> {
      post(null);
      const empty = new Promise<void>((resolve) => {
        drained = resolve;
        if (waiting.size === 0) resolve();
      });
      await within(CLOSE_MS, empty, undefined);
      await worker.terminate();
    },
  };
}

export type Thread = ReturnType<typeof startThread>;

import { Worker } from 'node:worker_threads';
import { gathered } from '../../lib/gathered';
import { describeError } from '../../lib/logger';
import { within } from '../../lib/within';
import type {
  FromThread,
  InLane,
  Order,
  Report,
  SenderSettings,
  ThreadData,
  ToThread,
} from './messages';
import { readProcessSettings } from './process-settings';

/** How long what is under way may take to end once it is told to. */
const CLOSE_MS = 2_000;

/** The thread keeps deadlines. Where it is so much behind one, it is stuck, and ended. */
const STUCK_MS = 10_000;
const LOOK_MS = 5_000;

interface Waiting {
  inLane: InLane | undefined;
  resolve(report: Report): void;
  /** By when something must have been told, by `performance.now()`. */
  until: number;
}

/**
 * Starts the thread. While it has nothing to do it keeps no process alive.
 *
 * @param file its program.
 * @param died hears, once, that it has ended without being closed. Everything it was about to do is then
 *   reported as an error.
 * @throws Error where Node starts no thread.
 */
export function startThread(
  file: string,
  settings: SenderSettings,
  died: (reason: string) => void
) {
  const workerData: ThreadData = { client: settings, process: readProcessSettings() };
  const { NODE_EXTRA_CA_CERTS } = process.env;
  const worker = new Worker(file, {
    workerData,
    // Neither the site's secrets nor what the process was told to load first, which may open a port: the
    // file of further authorities is what `certificates.ts` reads.
    env: NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS },
    execArgv: [],
    name: 'lifecycle-webhooks',
  });
  const waiting = new Map<number, Waiting>();
  let hasStarted = false;
  let end: string | undefined;
  let drained: () => void = () => undefined;

  const settle = (report: Report) => {
    waiting.get(report.number)?.resolve(report);
    waiting.delete(report.number);
    if (waiting.size > 0) return;
    worker.unref();
    drained();
  };
  const ended = (reason: string) => {
    if (end !== undefined) return;
    end = `the thread that sends has ended (${reason})`;
    clearInterval(looking);
    // Of a lane, the first that were not told of may have been under way; those behind them were not begun.
    const atOnce = new Map<string, number>();
    for (const { inLane } of waiting.values()) {
      if (inLane === undefined) continue;
      atOnce.set(inLane.lane, Math.max(inLane.atOnce, atOnce.get(inLane.lane) ?? 0));
    }
    for (const [number, { inLane }] of [...waiting]) {
      const left = inLane === undefined ? 1 : (atOnce.get(inLane.lane) ?? 0);
      if (inLane !== undefined) atOnce.set(inLane.lane, left - 1);
      settle({ number, error: end, isBegun: hasStarted && left > 0 });
    }
    died(reason);
  };
  const post = (message: ToThread) => worker.postMessage(message);
  const give = gathered<Order>(post, queueMicrotask);

  let lookedAt = performance.now();
  const looking = setInterval(() => {
    const now = performance.now();
    const wasHeldUp = now - lookedAt > 2 * LOOK_MS;
    lookedAt = now;
    // This thread stood still itself: what was reported meanwhile is read first.
    if (wasHeldUp) return;
    if (![...waiting.values()].some(({ until }) => until < now)) return;
    ended(`nothing was heard of it for ${STUCK_MS} ms after a deadline`);
    void worker.terminate();
  }, LOOK_MS).unref();

  worker.unref();
  worker.on('message', (reports: FromThread) => {
    hasStarted = true;
    reports.forEach(settle);
  });
  worker.on('error', (error) => ended(describeError(error)));
  worker.on('exit', (code) => ended(`exit code ${code}`));

  return {
    /** @param timeoutMs what the thread gives it. */
    carryOut: (order: Order, timeoutMs: number): Promise<Report> =>
      new Promise((resolve) => {
        if (end !== undefined) {
          return resolve({ number: order.number, error: end, isBegun: false });
        }
        if (waiting.size === 0) worker.ref();
        const until = performance.now() + timeoutMs + STUCK_MS;
        waiting.set(order.number, { inLane: order.inLane, resolve, until });
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

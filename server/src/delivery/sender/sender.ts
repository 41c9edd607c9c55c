import type { Logger } from '../../lib/logger';
import { describeError } from '../../lib/logger';
import type { HttpClient } from '../http-client';
import type { Order, SenderSettings, Work } from './messages';
import { startThread, type Thread } from './thread-handle';

export interface SenderDeps {
  /** The program of the thread. */
  file: string;
  settings: SenderSettings;
  log: Pick<Logger, 'error'>;
}

/**
 * The HTTP client, in a thread of its own (docs/decisions/0015): what receivers cost (TLS, parsing, waiting,
 * abuse) is not taken from the requests of the site. The thread is started with the first request. If it
 * dies, what it was about to do has failed with that reason, and the next request starts another.
 */
export function createSender({ file, settings, log }: SenderDeps): HttpClient {
  let thread: Thread | undefined;
  let given = 0;
  let isClosed = false;

  const start = (): Thread => {
    const own = startThread(file, settings, (reason) => {
      if (thread !== own) return;
      thread = undefined;
      log.error(`The thread that sends has ended and is started again when needed: ${reason}`);
    });
    return own;
  };

  const carryOut = async <Kind extends keyof Work>(
    kind: Kind,
    asks: Work[Kind]['asks']
  ): Promise<Work[Kind]['comesTo']> => {
    if (isClosed) throw new Error('The site is shutting down');
    thread ??= start();
    given += 1;
    const report = await thread.carryOut({ number: given, kind, asks } as Order);
    if ('error' in report) throw new Error(report.error);
    return report.result as Work[Kind]['comesTo'];
  };

  return {
    send: (request) =>
      carryOut('send', request).catch((error: unknown) => ({
        kind: 'failure',
        reason: 'network',
        message: describeError(error),
      })),

    verify: (url, timeoutMs) => carryOut('verify', { url, timeoutMs }),

    async close() {
      isClosed = true;
      const own = thread;
      thread = undefined;
      await own?.close();
    },
  };
}

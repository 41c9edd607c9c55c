import type { Logger } from '../../lib/logger';
import type { HttpClient } from '../http-client';
import type { Order, Report, SenderSettings, Work } from './messages';
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
 * dies, what it was about to do has failed with that reason, and the next request starts another. `send`
 * rejects where there was no thread to begin it: no attempt was made then.
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
  ): Promise<Report> => {
    given += 1;
    const number = given;
    if (isClosed) return { number, error: 'The site is shutting down', isBegun: true };
    thread ??= start();
    return thread.carryOut({ number, kind, asks } as Order, asks.timeoutMs);
  };

  return {
    async send(request) {
      const report = await carryOut('send', request);
      if ('result' in report) return report.result as Work['send']['comesTo'];
      if (!report.isBegun) throw new Error(report.error);
      return { kind: 'failure', reason: 'network', message: report.error };
    },

    async verify(url, timeoutMs) {
      const report = await carryOut('verify', { url, timeoutMs });
      if ('result' in report) return report.result as Work['verify']['comesTo'];
      return { step: 'connection', reason: 'network', message: report.error };
    },

    async close() {
      isClosed = true;
      const own = thread;
      thread = undefined;
      await own?.close();
    },
  };
}

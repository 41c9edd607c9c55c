import type { Logger } from '../../lib/logger';
import type { HttpClient, HttpRequest } from '../http-client';
import type { InLane, Order, Report, SenderSettings, Sent, Work } from './messages';
import { startThread, type Thread } from './thread-handle';

export interface SenderDeps {
  /** The program of the thread. */
  file: string;
  settings: SenderSettings;
  log: Pick<Logger, 'error'>;
}

export interface Sender extends HttpClient {
  /**
   * Sends it when it is its turn in its lane. Null: it was not begun, since one of its lane did not go well, or
   * those before it took long.
   */
  sendInLane(request: HttpRequest, inLane: InLane | undefined): Promise<Sent | null>;
}

/**
 * The HTTP client, in a thread of its own (docs/decisions/0015): what receivers cost (TLS, parsing, waiting,
 * abuse) is not taken from the requests of the site. The thread is started with the first request. If it
 * dies, what it was about to do has failed with that reason, and the next request starts another. `send`
 * rejects where there was no thread to begin it: no attempt was made then.
 */
export function createSender({ file, settings, log }: SenderDeps): Sender {
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
    asks: Work[Kind]['asks'],
    inLane?: InLane
  ): Promise<Report> => {
    given += 1;
    const number = given;
    if (isClosed) return { number, error: 'The site is shutting down', isBegun: true };
    thread ??= start();
    return thread.carryOut({ number, kind, asks, inLane } as Order, asks.timeoutMs);
  };

  const send = async (request: HttpRequest, inLane?: InLane): Promise<Sent | null> => {
    const report = await carryOut('send', request, inLane);
    if ('result' in report) return report.result as Work['send']['comesTo'];
    if (!report.isBegun) throw new Error(report.error);
    const answer = { kind: 'failure', reason: 'network', message: report.error } as const;
    return { answer, waitedMs: 0 };
  };

  return {
    async send(request) {
      const sent = await send(request);
      if (sent === null) throw new Error('A request outside of lanes was not begun');
      return sent.answer;
    },

    sendInLane: send,

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

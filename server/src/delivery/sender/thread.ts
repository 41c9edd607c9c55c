import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { createAddressPolicy } from '../../domain/address-policy';
import { isSuccess } from '../../domain/outcome';
import { gathered } from '../../lib/gathered';
import { describeError } from '../../lib/logger';
import { createHttpClient, type HttpRequest } from '../http-client';
import { createTurns } from './in-turn';
import type { FromThread, Order, Report, Sent, ThreadData, ToThread } from './messages';
import { applyProcessSettings } from './process-settings';

/**
 * The program of the thread that sends (docs/decisions/0015). It knows no webhook and no database: it is given
 * requests, and tells what became of them.
 */
function run(port: MessagePort, { client: settings, process }: ThreadData): void {
  // undici makes an error for each header of a chunk after the one too many. With stacks that takes 100 ms for an
  // answer, in which every webhook waits; and what is told of an error is its message.
  Error.stackTraceLimit = 0;
  applyProcessSettings(process);
  const { addresses, ...options } = settings;
  const client = createHttpClient({ ...options, addressPolicy: createAddressPolicy(addresses) });
  const post = (reports: FromThread) => port.postMessage(reports);
  const report = gathered<Report>(post, setImmediate);
  const turns = createTurns();

  const send = async (request: HttpRequest, orderedAt: number): Promise<Sent> => {
    const waitedMs = Math.round(performance.now() - orderedAt);
    return { answer: await client.send(request), waitedMs };
  };

  /** @returns whether it went well. */
  const carryOut = async (order: Order, orderedAt: number): Promise<boolean> => {
    const { number } = order;
    try {
      if (order.kind === 'verify') {
        const { url, timeoutMs } = order.asks;
        report({ number, result: await client.verify(url, timeoutMs) });
        return true;
      }
      const result = await send(order.asks, orderedAt);
      report({ number, result });
      return isSuccess(result.answer);
    } catch (error) {
      report({ number, error: describeError(error), isBegun: true });
      return false;
    }
  };

  port.on('message', (orders: ToThread) => {
    if (orders === null) {
      turns.end();
      return void client.close();
    }
    const now = performance.now();
    for (const order of orders) {
      const begin = () => carryOut(order, now);
      const leave = () => report({ number: order.number, result: null });
      if (order.inLane === undefined) void begin();
      else turns.add(order.inLane, { begin, leave });
    }
  });
  post([]);
}

if (parentPort !== null) run(parentPort, workerData as ThreadData);

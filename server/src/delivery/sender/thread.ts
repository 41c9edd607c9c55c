import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { createAddressPolicy } from '../../domain/address-policy';
import { gathered } from '../../lib/gathered';
import { describeError } from '../../lib/logger';
import { createHttpClient } from '../http-client';
import type { FromThread, Order, Report, ThreadData, ToThread } from './messages';
import { applyProcessSettings } from './process-settings';

/**
 * The program of the thread that sends (docs/decisions/0015). It knows no webhook and no database: it is given
 * requests, and tells what became of them.
 */
function run(port: MessagePort, { client: settings, process }: ThreadData): void {
  applyProcessSettings(process);
  const { addresses, ...options } = settings;
  const client = createHttpClient({ ...options, addressPolicy: createAddressPolicy(addresses) });
  const post = (reports: FromThread) => port.postMessage(reports);
  const report = gathered<Report>(post, setImmediate);

  const carryOut = ({ kind, asks }: Order): Promise<unknown> =>
    kind === 'send' ? client.send(asks) : client.verify(asks.url, asks.timeoutMs);

  port.on('message', (orders: ToThread) => {
    if (orders === null) return void client.close();
    for (const order of orders) {
      const { number } = order;
      carryOut(order).then(
        (result) => report({ number, result }),
        (error: unknown) => report({ number, error: describeError(error), isBegun: true })
      );
    }
  });
  post([]);
}

if (parentPort !== null) run(parentPort, workerData as ThreadData);

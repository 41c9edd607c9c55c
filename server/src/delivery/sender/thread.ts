import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { createAddressPolicy } from '../../domain/address-policy';
import { gathered } from '../../lib/gathered';
import { describeError } from '../../lib/logger';
import { createHttpClient } from '../http-client';
import type { Order, Report, SenderSettings, ToThread } from './messages';

/**
 * The program of the thread that sends (docs/decisions/0015). It knows no webhook and no database: it is given
 * requests, and tells what became of them.
 */
function run(port: MessagePort, { addresses, ...options }: SenderSettings): void {
  const client = createHttpClient({ ...options, addressPolicy: createAddressPolicy(addresses) });
  const report = gathered((reports: Report[]) => port.postMessage(reports));

  const carryOut = ({ kind, asks }: Order): Promise<unknown> =>
    kind === 'send' ? client.send(asks) : client.verify(asks.url, asks.timeoutMs);

  port.on('message', (orders: ToThread) => {
    if (orders === null) return void client.close();
    for (const order of orders) {
      const { number } = order;
      carryOut(order).then(
        (result) => report({ number, result }),
        (error: unknown) => report({ number, error: describeError(error) })
      );
    }
  });
}

if (parentPort !== null) run(parentPort, workerData as SenderSettings);

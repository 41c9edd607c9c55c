import type { JsonObject } from '../../contracts/domain';
import type { Instance } from '../helpers/instance';
import { startReceiver, type Received, type Receiver } from '../helpers/receiver';
import { NOTE, type WriterSetup } from './writer-setup';

/** Webhooks of which one goes by document and one coalesces, at receivers that refuse one of ten requests. */
export interface RefusingWebhooks {
  add(instance: Instance): Promise<void>;
  /** What the receiver of the setup was told they accepted, too, in order or in one delivery each; printed. */
  expectAllTold(): void;
  stop(): Promise<void>;
}

const REFUSED = 0.1;

/** For the config of the instances: what is refused comes again soon, and often enough. */
export const SOON_AGAIN = {
  retrySchedule: ['0s', ...Array.from({ length: 9 }, () => '1s')],
  retryJitter: 0,
};

interface Refusing {
  receiver: Receiver;
  accepted: Received[];
}

export async function startRefusing(setup: WriterSetup): Promise<RefusingWebhooks> {
  const ordered = await startReceiverThatRefuses();
  const coalesced = await startReceiverThatRefuses();
  const everything = { events: 'entry.*', contentTypes: [NOTE] };
  const toldIds = () => new Set(setup.receiver.requests.map(eventOf));

  return {
    async add(instance) {
      const create = ({ receiver: { url } }: Refusing, how: object) =>
        instance.call('createWebhook', { ...everything, name: url, url, ...how });
      await create(ordered, { ordering: 'document' });
      await create(coalesced, { coalesceMs: 300 });
    },
    expectAllTold() {
      expectInOrder(ordered, toldIds());
      expectInOneDelivery(coalesced, toldIds());
    },
    async stop() {
      await ordered.receiver.stop();
      await coalesced.receiver.stop();
    },
  };
}

async function startReceiverThatRefuses(): Promise<Refusing> {
  const receiver = await startReceiver();
  const accepted: Received[] = [];
  receiver.answerWith((request, response) => {
    const isRefused = Math.random() < REFUSED;
    if (!isRefused) accepted.push(request);
    response.writeHead(isRefused ? 500 : 200).end();
  });
  return { receiver, accepted };
}

const eventOf = ({ headers }: Received) => String(headers['webhook-id']);

/** What was refused and what came twice was sent before anything that follows it. */
function expectInOrder({ receiver, accepted }: Refusing, told: ReadonlySet<string>): void {
  const events = new Set(accepted.map(eventOf));
  expect(events).toEqual(told);
  const byDocument = new Map<string, string[]>();
  for (const request of receiver.requests) {
    const { documentId } = request.json.entry as JsonObject;
    const key = String(documentId);
    byDocument.set(key, [...(byDocument.get(key) ?? []), eventOf(request)]);
  }
  // Ids of events are in the order of time.
  for (const sent of byDocument.values()) expect(sent).toEqual(sent.toSorted());
  print('by document', receiver.requests, accepted, events.size);
}

/** Every event is part of one delivery, which is the same however often it comes. */
function expectInOneDelivery({ receiver, accepted }: Refusing, told: ReadonlySet<string>): void {
  const bodies = new Map<string, string>();
  for (const { headers, body } of receiver.requests) {
    const delivery = String(headers['x-webhook-delivery']);
    expect(bodies.get(delivery) ?? body).toBe(body);
    bodies.set(delivery, body);
  }
  const deliveries = new Map(
    accepted.map(({ headers, json }) => [headers['x-webhook-delivery'], json.coalesced])
  );
  const ids = [...deliveries.values()].flatMap((events) =>
    (events as JsonObject[]).map(({ id }) => String(id))
  );
  expect(ids.toSorted()).toEqual([...told].toSorted());
  print('coalesced', receiver.requests, accepted, ids.length);
}

function print(
  how: string,
  requests: readonly Received[],
  accepted: readonly Received[],
  events: number
): void {
  process.stdout.write(
    `  ${how}: ${requests.length} requests, ${requests.length - accepted.length} of them refused, ` +
      `${events} events accepted\n`
  );
}

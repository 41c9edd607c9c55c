import type { DeliveryDetail, DeliveryStatus } from '../../contracts/domain';
import { documentsOf, type Doc, type Documents } from '../helpers/documents';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi, type TestStrapiOptions } from '../helpers/strapi';

/** A Strapi and a receiver, for tests of how deliveries go. */
export interface DeliverySetup {
  readonly app: TestStrapi;
  receiver: Receiver;
  readonly notes: Documents;
  /** A webhook that hears of new notes, until the end of the test. @returns its id. */
  webhook(more?: object): Promise<string>;
  newNote(): Promise<Doc>;
  /** The one delivery to a webhook, once it is in a state after some number of attempts. */
  deliveryTo(id: string, status: DeliveryStatus, attemptCount: number): Promise<DeliveryDetail>;
  /** Stops Strapi and starts it again on the same database; for a setup that was given a `dir`. */
  restart(): Promise<void>;
  /** After each test. */
  clear(): Promise<void>;
  /** After all. */
  stop(): Promise<void>;
}

export async function startDeliveries(options: TestStrapiOptions): Promise<DeliverySetup> {
  const receiver = await startReceiver();
  let app = await startStrapi(options);
  const notes = () => documentsOf(app, 'api::note.note');
  const webhooks = () => app.service('webhooks');
  const deliveries = () => app.service('deliveries');

  return {
    receiver,
    get app() {
      return app;
    },
    get notes() {
      return notes();
    },

    async webhook(more = {}) {
      const { id } = await webhooks().create({
        name: 'new notes',
        url: receiver.url,
        events: 'entry.create',
        ...more,
      });
      return id;
    },

    newNote: () => notes().create({ data: { text: 'é — 漢字' } }),

    async deliveryTo(webhookId, status, attemptCount) {
      let found: DeliveryDetail | null = null;
      const isReached = (delivery: DeliveryDetail | null): delivery is DeliveryDetail =>
        delivery?.status === status && delivery.attemptCount === attemptCount;
      await until(
        async () => {
          const { data } = await deliveries().findMany({ webhookId });
          expect(data.length).toBeLessThan(2);
          found = data[0] === undefined ? null : await deliveries().findOne(data[0].id);
          return isReached(found);
        },
        () => `not ${status} after ${attemptCount} attempts: ${JSON.stringify(found)}`
      );
      if (!isReached(found)) throw new Error('unreachable');
      return found;
    },

    async restart() {
      await app.stop();
      app = await startStrapi(options);
    },

    async clear() {
      const { data } = await webhooks().findMany({ pageSize: 100 });
      for (const { id } of data) await webhooks().delete(id);
      receiver.clear();
      receiver.answerWith((_request, response) => response.writeHead(200).end('ok'));
    },

    async stop() {
      await app.stop();
      await receiver.stop();
    },
  };
}

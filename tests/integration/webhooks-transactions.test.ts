import { relayed } from '../helpers/events';
import { until } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({});
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const webhooks = () => setup.app.service('webhooks');
const transaction = (work: () => Promise<unknown>) => setup.app.strapi.db.transaction(work);

/** Does the work, and takes it back. */
async function rolledBack(work: () => Promise<unknown>): Promise<void> {
  const failing = transaction(async () => {
    await work();
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
}

/** The webhooks that hear of a new note, once `witness` does: all are decided on together. */
async function hearing(witness: string): Promise<string[]> {
  const { documentId } = await setup.newNote();
  await relayed(setup.app);
  const [event] = (await setup.app.service('events').findMany({ pageSize: 1 })).data;
  expect(event?.documentId).toBe(documentId);
  let ids: string[] = [];
  await until(
    async () => {
      const { data } = await setup.app.service('deliveries').findMany({ eventId: event?.id });
      ids = data.map(({ webhookId }) => webhookId);
      return ids.includes(witness);
    },
    () => 'the witness hears nothing'
  );
  return ids;
}

const honoured = (condition: () => Promise<boolean>) => until(condition, () => 'not honoured yet');

describe('a webhook created in a transaction', () => {
  test('that rolls back is none, and nothing is announced to it', async () => {
    const witness = await setup.webhook();
    let id = '';
    await rolledBack(async () => {
      id = await setup.webhook();
      expect((await webhooks().findOne(id))?.id).toBe(id);
      await setup.newNote();
    });
    expect(await webhooks().findOne(id)).toBeNull();
    expect((await webhooks().findMany()).data.map((webhook) => webhook.id)).toEqual([witness]);

    expect(await hearing(witness)).toEqual([witness]);
    await setup.deliveryTo(witness, 'delivered', 1);
    expect(setup.receiver.requests).toHaveLength(1);
  });

  test('that commits is honoured within a second', async () => {
    const witness = await setup.webhook();
    let id = '';
    await transaction(async () => (id = await setup.webhook()));
    await honoured(async () => (await hearing(witness)).includes(id));
  });
});

describe('a webhook disabled in a transaction', () => {
  test('that rolls back is enabled', async () => {
    const id = await setup.webhook();
    await rolledBack(() => webhooks().disable(id));
    expect((await webhooks().findOne(id))?.enabled).toBe(true);
    expect(await hearing(id)).toEqual([id]);
  });

  test('that commits is soon told nothing any more', async () => {
    const [witness, id] = [await setup.webhook(), await setup.webhook()];
    await transaction(() => webhooks().disable(id));
    await honoured(async () => !(await hearing(witness)).includes(id));
  });
});

describe('a webhook deleted in a transaction', () => {
  const failing = () =>
    setup.receiver.answerWith((_request, response) => response.writeHead(500).end());

  test('that rolls back is there, and what waits for it is not cancelled', async () => {
    failing();
    const id = await setup.webhook();
    await setup.newNote();
    await setup.deliveryTo(id, 'pending', 1);
    await rolledBack(() => webhooks().delete(id));
    expect((await webhooks().findOne(id))?.id).toBe(id);
    await setup.deliveryTo(id, 'pending', 1);
  });

  test('that commits is gone, and what waits for it is cancelled', async () => {
    failing();
    const id = await setup.webhook();
    await setup.newNote();
    await setup.deliveryTo(id, 'pending', 1);
    await transaction(() => webhooks().delete(id));
    expect(await webhooks().findOne(id)).toBeNull();
    await setup.deliveryTo(id, 'cancelled', 1);
  });
});

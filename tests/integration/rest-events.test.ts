import { until } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';
import { APIS, bothApis, expectRefusal, type Call } from './rest-setup';

let setup: DeliverySetup;
let apis: Record<(typeof APIS)[number], Call>;

beforeAll(async () => {
  setup = await startDeliveries({ config: { retrySchedule: ['0s'] } });
  apis = await bothApis(setup.app);
});

afterEach(async () => {
  await setup.clear();
  const { connection } = setup.app.strapi.db;
  for (const table of ['events', 'deliveries', 'gathered']) {
    await connection(`lifecycle_webhooks_${table}`).delete();
  }
});

afterAll(() => setup?.stop());

const isOf = (documentId: unknown) => (event: Record<string, unknown>) =>
  event.documentId === documentId;

describe.each(APIS)('%s', (api) => {
  const call: Call = (...request) => apis[api](...request);

  /** The ids of events in lists, the newest first. */
  const listed = async (query = '') =>
    (await call('GET', `/events${query}`)).data.map(({ id }) => id);

  /** @returns the event's id, once its delivery to a webhook is as it should be. */
  const told = async (webhookId: string, status: 'delivered' | 'failed') => {
    const { documentId } = await setup.newNote();
    let id: unknown;
    await until(
      async () => {
        id = (await call('GET', '/events')).data.find(isOf(documentId))?.id;
        if (id === undefined) return false;
        const { data } = await call('GET', `/deliveries?eventId=${id}&webhookId=${webhookId}`);
        return data[0]?.status === status;
      },
      () => `not ${status}`
    );
    return String(id);
  };

  test('lists events without snapshots, in keyset pages, and shows one whole', async () => {
    const webhookId = await setup.webhook();
    const ids = [];
    for (let count = 0; count < 3; count += 1) ids.unshift(await told(webhookId, 'delivered'));
    const page = await call('GET', '/events?pagination[pageSize]=2');
    expect(page.data).toEqual(
      ids.slice(0, 2).map((id) => ({
        ...{ id, type: 'entry.create', uid: 'api::note.note', model: 'note', locale: null },
        ...{
          documentId: expect.any(String),
          changes: null,
          actor: null,
          createdAt: expect.any(String),
        },
      }))
    );
    expect(await listed(`?pagination[pageSize]=2&cursor=${page.meta.nextCursor}`)).toEqual([
      ids[2],
    ]);
    const { status, data } = await call('GET', `/events/${ids[0]}`);
    expect(status).toBe(200);
    expect(data).toEqual({
      ...page.data[0],
      previous: null,
      snapshot: expect.objectContaining({ text: 'é — 漢字' }),
    });
  });

  test('lists the events with a failed delivery, and those without, in pages', async () => {
    const [good, bad] = [await setup.webhook(), await setup.webhook()];
    const failing = { isOn: false };
    setup.receiver.answerWith(({ headers }, response) => {
      const isBad = failing.isOn && headers['x-webhook-id'] === bad;
      response.writeHead(isBad ? 500 : 200).end();
    });
    const ids: Record<string, string[]> = { true: [], false: [] };
    for (const isFailing of [false, true, true, false, true]) {
      failing.isOn = isFailing;
      const id = await told(bad, isFailing ? 'failed' : 'delivered');
      ids[String(!isFailing)]?.unshift(id);
      const { data } = await call('GET', `/deliveries?eventId=${id}`);
      expect(data.map(({ webhookId }) => webhookId).sort()).toEqual([good, bad].sort());
    }
    for (const success of ['true', 'false']) {
      expect(await listed(`?deliverySuccess=${success}`)).toEqual(ids[success]);
    }
    const first = await call('GET', '/events?deliverySuccess=false&pagination[pageSize]=2');
    expect(first.data.map(({ id }) => id)).toEqual(ids.false?.slice(0, 2));
    const rest = `cursor=${first.meta.nextCursor}&pagination[pageSize]=2`;
    expect(await listed(`?deliverySuccess=false&${rest}`)).toEqual(ids.false?.slice(2));
    expect(await listed('?deliverySuccess=true&pagination[pageSize]=1')).toEqual(
      ids.true?.slice(0, 1)
    );
  });

  test('counts the events that failed together, each', async () => {
    setup.receiver.answerWith((_request, response) => response.writeHead(500).end());
    const id = await setup.webhook({ coalesceMs: 500 });
    await setup.newNote();
    await setup.newNote();
    await setup.deliveryTo(id, 'failed', 1);
    const all = await listed();
    expect(all).toHaveLength(2);
    expect(await listed('?deliverySuccess=false')).toEqual(all);
    expect(await listed('?deliverySuccess=true')).toEqual([]);
  });

  test.each([
    ['deliverySuccess=maybe', 'deliverySuccess'],
    ['deliverySuccess=', 'deliverySuccess'],
    ['deliverySuccess[]=true', 'deliverySuccess'],
    ['cursor=dlv_00000000000000000000000000', 'cursor'],
    ['pagination[pageSize]=0', 'pagination.pageSize'],
    ['page=2', 'page'],
  ])('refuses /events?%s', async (query, field) => {
    expectRefusal(await call('GET', `/events?${query}`), 400, field);
  });

  test('answers 404 where there is no such event', async () => {
    for (const id of ['evt_unknown', '%00', "'--"]) {
      expectRefusal(await call('GET', `/events/${id}`), 404, 'no event');
    }
  });
});

import { allEvents, drained } from '../helpers/events';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const PAID = {
  type: 'object',
  required: ['order', 'total'],
  properties: { order: { type: 'string' }, total: { type: 'number' } },
};

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({
    config: {
      eventTypes: [
        { type: 'order.paid', description: 'An order was paid.', schema: PAID },
        { type: 'order.note-added' },
      ],
    },
  });
});
afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const events = () => setup.app.service('events');
const DATA = { order: 'A-1', total: 12.5 };

describe('an event of the site', () => {
  test('reaches who asked for it, in each format', async () => {
    for (const format of ['strapi', 'standard', 'thin'] as const) {
      await setup.webhook({ events: 'order.paid', format, url: `${setup.receiver.url}/${format}` });
    }
    await setup.webhook({ events: ['entry.*', 'media.*', 'order.note-added'] });
    const emitted = await events().emit('order.paid', DATA, {
      uid: 'api::note.note',
      documentId: 'd1',
    });
    await setup.receiver.waitFor(3);
    await drained(setup.app);
    expect(setup.receiver.requests).toHaveLength(3);
    const bodies = Object.fromEntries(
      setup.receiver.requests.map(({ path, json }) => [path.slice(1), json])
    );
    const { id } = emitted ?? {};
    const at = expect.any(String);
    const about = { uid: 'api::note.note', documentId: 'd1' };
    expect(bodies.strapi).toEqual({ id, event: 'order.paid', createdAt: at, ...about, data: DATA });
    expect(bodies.standard).toMatchObject({
      id,
      type: 'order.paid',
      data: { ...about, data: DATA },
    });
    expect(bodies.thin).toMatchObject({ id, eventType: 'order.paid', data: { entityId: 'd1' } });
    for (const { headers } of setup.receiver.requests) {
      expect(headers['x-strapi-event']).toBe('order.paid');
    }
  });

  test('that is rolled back is none', async () => {
    await setup.webhook({ events: ['order.paid', 'order.note-added'] });
    const before = (await allEvents(setup.app)).length;
    await expect(
      setup.app.strapi.db.transaction(async () => {
        await events().emit('order.paid', DATA);
        throw new Error('rolled back on purpose');
      })
    ).rejects.toThrow('on purpose');
    await setup.app.strapi.db.transaction(() => events().emit('order.note-added', { text: 'x' }));
    await setup.receiver.waitFor(1);
    const after = (await allEvents(setup.app)).slice(before);
    expect(after.map(({ type }) => type)).toEqual(['order.note-added']);
    expect(setup.receiver.requests[0]?.json).toEqual({
      id: after[0]?.id,
      event: 'order.note-added',
      createdAt: expect.any(String),
      data: { text: 'x' },
    });
  });

  test('nobody asked for is not written', async () => {
    const before = (await allEvents(setup.app)).length;
    expect(await events().emit('order.paid', DATA)).toBeNull();
    expect(await allEvents(setup.app)).toHaveLength(before);
  });

  test.each([
    ['order.other', DATA, "'order.other' is no event type of this site"],
    ['entry.create', DATA, "'entry.create' is no event type of this site"],
    ['__proto__', DATA, "'__proto__' is no event type of this site"],
    ['order.paid', { order: 'A-1' }, 'order.paid: data.total'],
    ['order.paid', { order: 1, total: 1 }, 'order.paid: data.order'],
    ['order.note-added', [1], 'data must be an object'],
    ['order.note-added', { big: 1n }, 'data: '],
  ])('%s with %p is refused', async (type, data, message) => {
    await setup.webhook({ events: ['order.paid', 'order.note-added'] });
    const before = (await allEvents(setup.app)).length;
    await expect(events().emit(type, data)).rejects.toThrow(message);
    expect(await allEvents(setup.app)).toHaveLength(before);
  });
});

test('the catalogue describes it, and its data', () => {
  const paid = events()
    .catalogue()
    .find(({ type }) => type === 'order.paid');
  expect(paid).toMatchObject({ description: 'An order was paid.', contentTypes: [] });
  expect(paid?.schema).toMatchObject({ properties: { data: PAID } });
});

describe('a type', () => {
  test('can be registered by code, and is known from then on', async () => {
    const webhook = { events: 'stock.low' };
    await expect(setup.webhook(webhook)).rejects.toThrow("'stock.low' is no event");
    events().register('stock.low', { description: 'Little is left.' });
    await setup.webhook(webhook);
    await events().emit('stock.low', { left: 1 });
    await setup.receiver.waitFor(1);
  });

  test.each([
    'entry.mine',
    'media.x',
    'webhook.y',
    'custom.z',
    'Order.paid',
    'order',
    'a..b',
    'a.b c',
  ])('is not called %p', (name) => {
    expect(() => events().register(name)).toThrow(`The event type '${name}' must be`);
  });

  test('has a schema that is one', () => {
    const schema = { type: 'nonsense' };
    expect(() => events().register('a.b', { schema })).toThrow(
      "The schema of 'a.b' cannot be used"
    );
  });
});

describe('a test of an event of the site', () => {
  const tests = () => setup.app.service('test-send');

  test('tells of data that is made up to fit its schema', async () => {
    const id = await setup.webhook({ events: 'order.paid' });
    const { body, ...preview } = await tests().preview(id, { documentId: 'd1' });
    expect(preview).toMatchObject({ event: 'order.paid', subject: 'made-up', documentId: 'd1' });
    expect(JSON.parse(body)).toMatchObject({
      event: 'order.paid',
      documentId: 'd1',
      data: { order: 'text', total: 1 },
    });
    const asked = { event: 'order.note-added' } as const;
    expect(JSON.parse((await tests().preview(id, asked)).body)).toMatchObject({ data: {} });
    expect(await tests().send(id)).toMatchObject({ status: 'delivered', responseCode: 200 });
    expect(setup.receiver.requests[0]?.headers['x-strapi-event']).toBe('order.paid');
  });

  test('of a type that nobody has registered is refused', async () => {
    const id = await setup.webhook({ events: 'order.paid' });
    await expect(tests().preview(id, { event: 'order.lost' })).rejects.toThrow("'order.lost'");
  });
});

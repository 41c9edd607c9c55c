import type { JsonObject } from '../../contracts/domain';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({});
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const eventCount = async () => (await setup.app.service('events').findMany({ pageSize: 100 })).data;

test('many changes are told in one delivery, with the last body and a list of all', async () => {
  const id = await setup.webhook({
    events: 'entry.*',
    coalesceMs: 500,
    secret: 'a secret of mine',
  });
  const a = await setup.notes.create({ data: { text: 'a' } });
  await setup.notes.update({ documentId: a.documentId, data: { text: 'a changed' } });
  const b = await setup.notes.create({ data: { text: 'b' } });
  await setup.receiver.waitFor(1);
  await setup.deliveryTo(id, 'delivered', 1);
  expect(setup.receiver.requests).toHaveLength(1);

  const [request] = setup.receiver.requests;
  const body = request?.json as JsonObject;
  const told = body.coalesced as JsonObject[];
  expect(body).toMatchObject({ event: 'entry.create', entry: { text: 'b' } });
  expect(request?.headers['webhook-id']).toBe(body.id);
  expect(told.map(({ type, documentId }) => [type, documentId])).toEqual([
    ['entry.create', a.documentId],
    ['entry.update', a.documentId],
    ['entry.create', b.documentId],
  ]);
  expect(told[1]).toMatchObject({ uid: 'api::note.note', changes: ['text'] });
  expect(told.at(-1)?.id).toBe(body.id);
  const events = await eventCount();
  expect(told.map((event) => event.id)).toEqual(
    events
      .slice(0, 3)
      .map((event) => event.id)
      .reverse()
  );
});

test('what never falls quiet is told after ten times as long', async () => {
  // A write on a busy machine may take as long as a short quiet.
  await setup.webhook({ events: 'entry.*', coalesceMs: 600 });
  const start = Date.now();
  while (setup.receiver.requests.length === 0 && Date.now() - start < 20_000) {
    await setup.newNote();
    await pause(50);
  }
  const waited = Date.now() - start;
  expect(waited).toBeGreaterThanOrEqual(5_900);
  // Ten times the quiet, the look for it every so often, and a busy machine.
  expect(waited).toBeLessThan(10_000);
});

test('what waits for a disabled webhook is told when it is enabled again', async () => {
  const id = await setup.webhook({ events: 'entry.*', coalesceMs: 300 });
  await setup.newNote();
  await setup.app.service('webhooks').disable(id);
  await pause(1_000);
  expect(setup.receiver.requests).toHaveLength(0);
  await setup.app.service('webhooks').enable(id);
  await setup.receiver.waitFor(1);
  expect((setup.receiver.requests[0]?.json as JsonObject).coalesced).toHaveLength(1);
});

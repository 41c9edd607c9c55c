import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({});
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const webhooks = () => setup.app.service('webhooks');
const deliveries = () => setup.app.service('deliveries');

test('a webhook gets what its transform makes of the body, signed', async () => {
  await setup.webhook({
    transform: '{"said": entry.text, "what": event}',
    secret: 'a secret of my own',
  });
  await setup.newNote();
  const [request] = await setup.receiver.waitFor(1);
  expect(request?.json).toEqual({ said: 'é — 漢字', what: 'entry.create' });
  expect(request?.headers).toHaveProperty('webhook-signature');
});

test('a transform sees what changed, though the body does not tell it', async () => {
  await setup.webhook({
    events: 'entry.update',
    transform: '{"changed": changes, "was": previous.text, "is": entry.text}',
  });
  const { documentId } = await setup.newNote();
  await setup.notes.update({ documentId, data: { text: 'other' } });
  const [request] = await setup.receiver.waitFor(1);
  expect(request?.json).toEqual({ changed: ['text'], was: 'é — 漢字', is: 'other' });
});

test('the one beside it without a transform gets the body as it is', async () => {
  await setup.webhook({ url: `${setup.receiver.url}/plain` });
  await setup.webhook({ url: `${setup.receiver.url}/made`, transform: '{"a": 1}' });
  await setup.newNote();
  const requests = await setup.receiver.waitFor(2);
  const bodyAt = (path: string) => requests.find((request) => request.path === path)?.json;
  expect(bodyAt('/made')).toEqual({ a: 1 });
  expect(bodyAt('/plain')).toMatchObject({ event: 'entry.create', entry: { text: 'é — 漢字' } });
});

test('one that fails sends nothing: the delivery fails at once, and says why', async () => {
  const id = await setup.webhook({ transform: '{"n": entry.text + 1}' });
  await setup.newNote();
  const failed = await setup.deliveryTo(id, 'failed', 1);
  expect(failed).toMatchObject({ reason: 'transform', responseCode: null });
  expect(failed.attempts[0]).toMatchObject({ outcome: 'failed', reason: 'transform' });
  expect(failed.attempts[0]?.responseBody).toContain('The transform failed');
  expect(failed.request?.body).toBeNull();
  expect(setup.receiver.requests).toEqual([]);

  // Sent again as it was, it fails again; mended and rendered anew, it arrives.
  await deliveries().redeliver(failed.id);
  await setup.deliveryTo(id, 'failed', 2);
  await webhooks().update(id, { transform: '{"n": entry.text}' });
  await deliveries().redeliver(failed.id, { render: 'current' });
  const [request] = await setup.receiver.waitFor(1);
  expect(request?.json).toEqual({ n: 'é — 漢字' });
  await setup.deliveryTo(id, 'delivered', 3);
  // There was no body before that one: it is what is sent from now on.
  await deliveries().redeliver(failed.id);
  const [, again] = await setup.receiver.waitFor(2);
  expect(again?.body).toBe(request?.body);
});

test('one that never ends keeps back nobody', async () => {
  const id = await setup.webhook({ transform: '($f := function($x){ $f($x) }; $f(1))' });
  await setup.webhook({});
  await setup.newNote();
  await setup.receiver.waitFor(1);
  expect((await setup.deliveryTo(id, 'failed', 1)).reason).toBe('transform');
});

test('what is told together is transformed together', async () => {
  await setup.webhook({ coalesceMs: 100, transform: '{"many": $count(coalesced)}' });
  await setup.newNote();
  await setup.newNote();
  const [request] = await setup.receiver.waitFor(1);
  expect(request?.json).toEqual({ many: 2 });
});

test.each<[unknown, RegExp]>([
  ['{', /transform: .*character/],
  ['entry.', /transform: /],
  ['', /transform: /],
  [5, /transform: /],
  [`"${'x'.repeat(10_000)}"`, /transform: /],
])('%j is not saved', async (transform, message) => {
  await expect(setup.webhook({ transform })).rejects.toThrow(message);
  const id = await setup.webhook({});
  await expect(webhooks().update(id, { transform } as object)).rejects.toThrow(message);
});

test('it is answered as it was given, and taken back with null', async () => {
  const id = await setup.webhook({ transform: ' entry.text ' });
  expect(await webhooks().findOne(id)).toMatchObject({ transform: 'entry.text' });
  await webhooks().update(id, { transform: null });
  expect(await webhooks().findOne(id)).toMatchObject({ transform: null });
});

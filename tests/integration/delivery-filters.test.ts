import { documentsOf, type Doc } from '../helpers/documents';
import { drained, relayed } from '../helpers/events';
import { until } from '../helpers/receiver';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const NOTE = 'api::note.note';
const ARTICLE = 'api::article.article';

let setup: DeliverySetup;
let first: Doc;
let second: Doc;
let webhookId: string;
/** Between what happened to the first note and all the rest. */
let between: Date;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  setup = await startDeliveries({});
  webhookId = await setup.webhook({ events: 'entry.*' });
  first = await setup.newNote();
  await setup.notes.update({ documentId: first.documentId, data: { text: 'changed' } });
  await relayed(setup.app);
  await drained(setup.app);
  await pause(20);
  between = new Date();
  await pause(20);
  second = await setup.newNote();
  await documentsOf(setup.app, ARTICLE).create({ data: { title: 'an article' } });
  await relayed(setup.app);
  await drained(setup.app);
});

afterAll(async () => {
  await setup?.clear();
  await setup?.stop();
});

const list = (query: object) => setup.app.service('deliveries').findMany(query);
const found = async (query: object) =>
  (await list(query)).data.map(({ type, uid, documentId }) => [type, uid, documentId]);

test('a delivery tells what its event is about', async () => {
  const { data } = await list({ documentId: second.documentId });
  expect(data).toEqual([
    expect.objectContaining({ uid: NOTE, documentId: second.documentId, locale: null }),
  ]);
  expect(await setup.app.service('deliveries').findOne(data[0]?.id ?? '')).toMatchObject({
    uid: NOTE,
    documentId: second.documentId,
  });
});

test('deliveries are found by the document', async () => {
  expect(await found({ documentId: first.documentId })).toEqual([
    ['entry.update', NOTE, first.documentId],
    ['entry.create', NOTE, first.documentId],
  ]);
  expect(await found({ documentId: first.documentId, uid: ARTICLE })).toEqual([]);
  expect(await found({ documentId: first.documentId, type: 'entry.create' })).toHaveLength(1);
});

test('deliveries are found by event type and content type', async () => {
  expect(await found({ type: 'entry.update' })).toEqual([['entry.update', NOTE, first.documentId]]);
  expect(await found({ uid: ARTICLE })).toEqual([['entry.create', ARTICLE, expect.any(String)]]);
  expect(await found({ uid: NOTE, type: 'entry.create' })).toHaveLength(2);
  expect(await found({ uid: NOTE, type: 'media.create' })).toEqual([]);
});

test('deliveries are found by the time they were made', async () => {
  expect(await found({ since: between })).toHaveLength(2);
  expect(await found({ until: between })).toHaveLength(2);
  expect(await found({ since: between.getTime(), until: between.toISOString() })).toEqual([]);
  await expect(list({ since: 'yesterday' })).rejects.toThrow('since is no date');
});

test('what is filtered is paged like the whole', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 10; pages += 1) {
    const { data, meta } = await list({ uid: NOTE, pageSize: 2, cursor });
    seen.push(...data.map(({ id }) => id));
    if (meta.nextCursor === null) break;
    cursor = meta.nextCursor;
  }
  expect(seen).toHaveLength(3);
  expect(seen).toEqual([...seen].sort().reverse());
});

test('a webhook tells when the newest of its deliveries was made', async () => {
  const [newest] = (await list({ webhookId, pageSize: 1 })).data;
  const webhook = await setup.app.service('webhooks').findOne(webhookId);
  const apart = Date.parse(newest?.createdAt ?? '') - Date.parse(webhook?.lastDeliveryAt ?? '');
  expect(Math.abs(apart)).toBeLessThan(1_000);
  const unused = await setup.webhook({ events: 'media.create' });
  const { data } = await setup.app.service('webhooks').findMany();
  expect(data.map(({ id, lastDeliveryAt }) => [id, lastDeliveryAt])).toEqual([
    [webhookId, webhook?.lastDeliveryAt],
    [unused, null],
  ]);
});

test('a delivery that tells of several events is found by each of them', async () => {
  // On a busy machine the second note may take a second.
  const id = await setup.webhook({ events: 'entry.create', coalesceMs: 2_000 });
  const notes = [await setup.newNote(), await setup.newNote()];
  await until(
    async () => (await list({ webhookId: id, status: 'delivered' })).data.length === 1,
    () => 'nothing was told together'
  );
  const [together] = (await list({ webhookId: id })).data;
  for (const { documentId } of notes) {
    const { data } = await list({ documentId, webhookId: id });
    expect(data.map((delivery) => delivery.id)).toEqual([together?.id]);
  }
  const events = (await setup.app.service('events').findMany({ pageSize: 2 })).data;
  for (const { id: eventId } of events) {
    expect((await list({ eventId, webhookId: id })).data).toHaveLength(1);
  }
  await setup.app.service('webhooks').delete(id);
});

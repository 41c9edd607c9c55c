import { rmSync } from 'node:fs';
import { errors } from '@strapi/utils';
import type { Backfill } from '../../contracts/domain';
import { currentDatabase, type OwnDatabase } from '../helpers/databases';
import { documentsOf, queryOf } from '../helpers/documents';
import { allEvents } from '../helpers/events';
import { startInstance } from '../helpers/instance';
import { startReceiver, until, type Received, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';
import { addFrench, startStrapi, type TestStrapi } from '../helpers/strapi';

const NOTE = 'api::note.note';
const ARTICLE = 'api::article.article';
const AUTHOR = 'api::author.author';

let receiver: Receiver;
let dir: string;
let own: OwnDatabase;
let app: TestStrapi;

beforeAll(async () => {
  receiver = await startReceiver();
  dir = temporaryDir();
  own = await currentDatabase().create(dir);
  app = await start();
  await addFrench(app);
});

afterEach(async () => {
  const { data } = await app.service('webhooks').findMany({ pageSize: 100 });
  for (const { id } of data) await app.service('webhooks').delete(id);
  for (const uid of [NOTE, ARTICLE, AUTHOR]) await queryOf(app, uid).deleteMany({ where: {} });
  receiver.clear();
  receiver.answerWith((_request, response) => response.writeHead(200).end('ok'));
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
  await own.drop();
  rmSync(dir, { recursive: true, force: true });
});

const start = () => startStrapi({ dir, connection: own.connection });
const webhooks = () => app.service('webhooks');

/** It hears of none of what the tests write: whatever arrives is from a backfill. */
async function webhook(more: object = {}): Promise<string> {
  const { id } = await webhooks().create({
    name: 'an index',
    url: receiver.url,
    events: 'media.delete',
    ...more,
  });
  return id;
}

async function ended({ id }: Backfill): Promise<Backfill> {
  let backfill: Backfill | null = null;
  await until(
    async () => (backfill = await webhooks().findBackfill(id))?.status !== 'running',
    () => JSON.stringify(backfill)
  );
  await sent(backfill as unknown as Backfill);
  return backfill as unknown as Backfill;
}

/** Nothing of the webhook is on its way; a test may leave something of another behind. */
async function sent({ webhookId }: Backfill): Promise<void> {
  const { findMany } = app.service('deliveries');
  await until(
    async () => {
      const waiting = await findMany({ webhookId, status: 'pending' });
      const sending = await findMany({ webhookId, status: 'sending' });
      return waiting.data.length + sending.data.length === 0;
    },
    () => 'deliveries are still on their way'
  );
}

/** Notes past the document service, which would take its time. */
async function someNotes(count: number, more: object = {}): Promise<void> {
  const data = Array.from({ length: count }, (_, index) => ({
    documentId: `note${index}`.padEnd(24, 'x'),
    text: `note ${index}`,
    publishedAt: new Date(),
    ...more,
  }));
  await queryOf(app, NOTE).createMany({ data });
}

const entryOf = ({ json }: Received) => json.entry as Record<string, unknown>;
const texts = () => receiver.requests.map((request) => String(entryOf(request).text)).sort();
const namesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `note ${index}`).sort();

test('published entries are told to the one webhook that asked, as entry.publish and marked', async () => {
  const id = await webhook();
  const other = await webhook({ events: ['entry.*'], contentTypes: [ARTICLE] });
  const notes = documentsOf(app, NOTE);
  for (const text of ['a', 'b']) await notes.create({ data: { text }, status: 'published' });
  await notes.create({ data: { text: 'a draft' } });
  const backfill = await webhooks().backfill(id, { contentTypes: [NOTE] });
  expect(backfill).toEqual({
    id: expect.stringMatching(/^bkf_/),
    webhookId: id,
    contentTypes: [NOTE],
    entryStatus: 'published',
    locale: null,
    since: null,
    status: 'running',
    total: 2,
    count: 0,
    createdAt: expect.any(String),
    endedAt: null,
  });
  expect(await ended(backfill)).toMatchObject({ status: 'done', total: 2, count: 2 });
  expect(texts()).toEqual(['a', 'b']);
  for (const { json, headers } of receiver.requests) {
    expect(json).toMatchObject({
      event: 'entry.publish',
      backfill: true,
      model: 'note',
      uid: NOTE,
      entry: { publishedAt: expect.any(String) },
    });
    expect(headers['x-webhook-id']).toBe(id);
    expect(await app.service('events').findOne(String(headers['webhook-id']))).toMatchObject({
      type: 'entry.publish',
      backfill: true,
    });
  }
  expect((await app.service('deliveries').findMany({ webhookId: other })).data).toEqual([]);
});

test('drafts, and entries of types without drafts, are told as entry.update', async () => {
  const id = await webhook({ format: 'standard' });
  await documentsOf(app, NOTE).create({ data: { text: 'both' }, status: 'published' });
  await documentsOf(app, AUTHOR).create({ data: { name: 'an author' } });
  const options = { contentTypes: [NOTE, AUTHOR], status: 'draft' as const };
  expect(await ended(await webhooks().backfill(id, options))).toMatchObject({ count: 2 });
  expect(receiver.requests.map(({ json }) => [json.type, json.backfill, json.data])).toEqual(
    expect.arrayContaining([
      ['entry.update', true, expect.objectContaining({ uid: NOTE })],
      ['entry.update', true, expect.objectContaining({ uid: AUTHOR })],
    ])
  );
});

test('what is told is populated and cleaned as what is captured is', async () => {
  const users = queryOf(app, 'plugin::users-permissions.user');
  const user = await users.create({
    data: { username: 'someone', email: 'someone@example.com', password: 'x' },
  });
  const author = await documentsOf(app, AUTHOR).create({
    data: { name: 'An author', email: 'author@example.com', passphrase: 'open sesame' },
  });
  const captured = await webhook({ events: 'entry.publish' });
  await documentsOf(app, ARTICLE).create({
    data: {
      title: 'An article',
      secretNote: 'nobody reads this',
      previewPassword: 'open sesame',
      author: author.documentId,
      reviewer: user.id,
      seo: { title: 'seo' },
    },
    status: 'published',
  });
  const [live] = await receiver.waitFor(1);
  await ended(await webhooks().backfill(captured, { contentTypes: [ARTICLE] }));
  const told = receiver.requests[1];
  expect(entryOf(told as Received)).toEqual(entryOf(live as Received));
  expect(told?.body).not.toMatch(/someone|nobody reads|sesame|author@example/);
  await users.delete({ where: { id: user.id } });
});

test('locale and time limit what is told, and so do the locales of the webhook', async () => {
  const articles = documentsOf(app, ARTICLE);
  const { documentId } = await articles.create({ data: { title: 'en' }, status: 'published' });
  await articles.update({ documentId, locale: 'fr', data: { title: 'fr' }, status: 'published' });
  await someNotes(1);
  const id = await webhook();
  const both = { contentTypes: [ARTICLE, NOTE] };
  expect((await ended(await webhooks().backfill(id, both))).count).toBe(3);
  receiver.clear();
  expect((await ended(await webhooks().backfill(id, { ...both, locale: 'fr' }))).count).toBe(2);
  expect(receiver.requests.map((request) => entryOf(request).title).sort()).toEqual([
    'fr',
    undefined,
  ]);
  const french = await webhook({ locales: ['fr'] });
  expect((await ended(await webhooks().backfill(french, { contentTypes: [ARTICLE] }))).count).toBe(
    1
  );

  await new Promise((resolve) => setTimeout(resolve, 20));
  const since = new Date();
  await articles.update({ documentId, data: { title: 'later' }, status: 'published' });
  receiver.clear();
  expect(await ended(await webhooks().backfill(id, { ...both, since }))).toMatchObject({
    count: 1,
    total: 1,
    since: since.toISOString(),
  });
  expect(receiver.requests.map((request) => entryOf(request).title)).toEqual(['later']);
});

test('a condition of the webhook limits what is told too', async () => {
  await someNotes(150);
  const id = await webhook({
    events: 'entry.delete',
    condition: { entry: { text: { $in: ['note 3', 'note 130'] } } },
  });
  const { count } = await ended(await webhooks().backfill(id, { contentTypes: [NOTE] }));
  expect(count).toBe(150);
  expect(texts()).toEqual(['note 130', 'note 3']);
});

test('without content types it is all that the webhook hears of, and never people', async () => {
  await someNotes(1);
  await documentsOf(app, AUTHOR).create({ data: { name: 'an author' } });
  const { contentTypes } = await ended(await webhooks().backfill(await webhook()));
  expect(contentTypes).toEqual(expect.arrayContaining([NOTE, ARTICLE, AUTHOR]));
  expect(contentTypes.filter((uid) => !uid.startsWith('api::'))).toEqual([]);
  expect(receiver.requests).toHaveLength(2);
  const limited = await webhook({ contentTypes: [NOTE] });
  expect((await ended(await webhooks().backfill(limited))).contentTypes).toEqual([NOTE]);
});

test('more entries than a batch, and those written meanwhile, arrive once each', async () => {
  const id = await webhook();
  await someNotes(250);
  const backfill = await webhooks().backfill(id, { contentTypes: [NOTE] });
  expect(backfill.total).toBe(250);
  await until(
    async () => ((await webhooks().findBackfill(backfill.id))?.count ?? 0) > 0,
    () => 'it does not begin'
  );
  await documentsOf(app, NOTE).create({ data: { text: 'meanwhile' }, status: 'published' });
  const { count } = await ended(backfill);
  expect(texts().filter((text) => text !== 'meanwhile')).toEqual(namesOf(250));
  // What came after the end is told by its own event, to whoever hears of it.
  expect([250, 251]).toContain(count);
  expect(receiver.requests).toHaveLength(count);
});

test('it waits while enough of the webhook is due, and is cancelled where it is', async () => {
  receiver.answerWith(() => undefined);
  const id = await webhook({ concurrency: 1 });
  await someNotes(1_400);
  const backfill = await webhooks().backfill(id, { contentTypes: [NOTE] });
  await until(
    async () => ((await webhooks().findBackfill(backfill.id))?.count ?? 0) >= 1_000,
    () => 'it does not begin'
  );
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const waiting = await webhooks().findBackfill(backfill.id);
  expect(waiting?.status).toBe('running');
  expect(waiting?.count).toBeLessThan(1_400);
  await webhooks().cancelBackfill(backfill.id);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await webhooks().findBackfill(backfill.id)).toEqual({
    ...waiting,
    status: 'cancelled',
    endedAt: expect.any(String),
  });
  await expect(webhooks().cancelBackfill(backfill.id)).rejects.toThrow(errors.NotFoundError);
});

test('a disabled webhook is told nothing until it is enabled, a deleted one nothing at all', async () => {
  const id = await webhook();
  await someNotes(3);
  await expect(
    webhooks()
      .disable(id)
      .then(() => webhooks().backfill(id))
  ).rejects.toThrow('enable it first');
  await webhooks().enable(id);
  // In one transaction, so that it has not begun.
  const backfill = await app.strapi.db.transaction(async () => {
    const asked = await webhooks().backfill(id, { contentTypes: [NOTE] });
    await webhooks().disable(id);
    return asked;
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await webhooks().findBackfill(backfill.id)).toMatchObject({ status: 'running', count: 0 });
  await webhooks().enable(id);
  expect((await ended(backfill)).count).toBe(3);

  const another = await app.strapi.db.transaction(async () => {
    const asked = await webhooks().backfill(id, { contentTypes: [NOTE] });
    await webhooks().delete(id);
    return asked;
  });
  expect(await ended(another)).toMatchObject({ status: 'cancelled', count: 0 });
});

test.each<[object, string]>([
  [{ contentTypes: ['api::nothing.nothing'] }, "'api::nothing.nothing' is no content type"],
  [{ contentTypes: ['plugin::users-permissions.user'] }, 'is never announced'],
  [{ contentTypes: [AUTHOR] }, `the webhook does not hear of '${AUTHOR}'`],
  [{ contentTypes: [] }, 'at least one content type'],
  [{ status: 'modified' }, 'status'],
  [{ locale: 'de' }, "the webhook does not hear of 'de'"],
  [{ since: 'yesterday' }, 'since: must be a date that is not in the future'],
  [{ since: Date.now() + 3_600_000 }, 'since: must be a date that is not in the future'],
  [{ unknown: 1 }, 'unknown'],
])('%j is refused with a ValidationError', async (options, message) => {
  const id = await webhook({ contentTypes: [NOTE], locales: ['en', 'fr'] });
  const failure: unknown = await webhooks()
    .backfill(id, options as never)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(errors.ValidationError);
  expect(String(failure)).toContain(message);
});

test('an unknown webhook is a NotFoundError', async () => {
  await expect(webhooks().backfill('whk_none')).rejects.toThrow(errors.NotFoundError);
});

test('a backfill whose process is killed in the middle goes on where it was, each entry once', async () => {
  const COUNT = 1_200;
  // Nothing is taken from the queue, so that it stops at a thousand, in the middle.
  const id = await webhook();
  await someNotes(COUNT);
  await app.stop();
  receiver.answerWith(() => undefined);
  const instance = await startInstance(dir, { connection: own.connection });
  const backfill = (await instance.call('backfill', {
    id,
    options: { contentTypes: [NOTE] },
  })) as Backfill;
  const counted = async () =>
    ((await instance.call('findBackfill', { id: backfill.id })) as Backfill).count;
  await until(
    async () => (await counted()) > 0,
    () => 'it does not begin'
  );
  const before = await counted();
  await instance.kill();
  expect(before).toBeLessThan(COUNT);
  receiver.answerWith((_request, response) => response.writeHead(200).end('ok'));
  app = await start();
  expect(await ended(backfill)).toMatchObject({ status: 'done', count: COUNT });
  const events = (await allEvents(app)).filter(({ createdAt }) => createdAt >= backfill.createdAt);
  expect(events.map(({ snapshot }) => String(snapshot?.text)).sort()).toEqual(namesOf(COUNT));
  // A delivery that was under way when the process died is sent again: at least once.
  expect([...new Set(texts())]).toEqual(namesOf(COUNT));
});

import { documentsOf, queryOf, type Documents } from '../helpers/documents';
import { allEvents, announcedBy, drained, relayed, typesOf } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const MB = 1_024 * 1_024;

let app: TestStrapi;
let receiver: Receiver;
let articles: Documents;

beforeAll(async () => {
  receiver = await startReceiver();
  // The receiver and the checks share this process: no attempt may end while they read megabytes.
  app = await startStrapi({ config: { maxPayloadBytes: 16 * MB, timeoutMs: 60_000 } });
  articles = documentsOf(app, 'api::article.article');
  await app.service('webhooks').create({
    name: 'everything',
    url: receiver.url,
    events: ['entry.*'],
    includePrevious: true,
  });
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

const announced = (act: () => Promise<unknown>) => announcedBy(app, receiver, act);

/** Text of at least so many bytes, of characters of one to four bytes each. */
const textOf = (bytes: number) => 'a"\\é漢😀'.repeat(Math.ceil(bytes / 12));

test.each([64 * 1_024, 2 * MB])('an entry of %d bytes arrives whole', async (bytes) => {
  const text = textOf(bytes);
  const events = await announced(() =>
    articles.create({ data: { title: 'large', settings: { text } }, status: 'published' })
  );
  expect(typesOf(events)).toEqual(['entry.create', 'entry.publish']);
  for (const event of events) {
    const got = receiver.requests.find(({ headers }) => headers['webhook-id'] === event.id);
    const { settings } = got?.json.entry as { settings: { text: string } };
    expect(settings.text === text).toBe(true);
    expect((event.snapshot?.settings as { text: string }).text === text).toBe(true);
  }
});

test('an update of a large entry tells what it was before', async () => {
  const [before, after] = [textOf(MB), textOf(2 * MB)];
  const { documentId } = await articles.create({
    data: { title: 'large', settings: { text: before } },
  });
  const events = await announced(() =>
    articles.update({ documentId, data: { settings: { text: after } } })
  );
  const update = events.at(-1);
  expect(update?.changes).toContain('settings');
  expect((update?.previous?.settings as { text: string }).text === before).toBe(true);
  expect((update?.snapshot?.settings as { text: string }).text === after).toBe(true);
});

test('twenty events of one megabyte, made by one statement, arrive', async () => {
  const before = (await allEvents(app)).length;
  const many = { title: 'many' };
  for (let number = 0; number < 20; number += 1) {
    await queryOf(app, 'api::article.article').create({
      data: { ...many, documentId: `many-${number}`, settings: { text: textOf(MB) } },
    });
  }
  await queryOf(app, 'api::article.article').updateMany({ where: many, data: { rating: 1 } });
  await relayed(app);
  const events = (await allEvents(app)).slice(before);
  expect(events.filter(({ type }) => type === 'entry.update')).toHaveLength(20);
  await drained(app);
  const got = new Set(receiver.requests.map(({ headers }) => headers['webhook-id']));
  expect(events.filter(({ id }) => !got.has(id))).toEqual([]);
});

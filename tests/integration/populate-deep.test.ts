import type { DomainEvent, Json, JsonObject } from '../../contracts/domain';
import { documentsOf, queryOf, type Doc } from '../helpers/documents';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const contentTypes = ['api::article.article'];
/** Of the author's other articles, what a receiver asks for here. */
const populate = {
  author: {
    fields: ['name'],
    populate: { articles: { fields: ['title'], populate: { cover: { fields: ['url'] } } } },
  },
};

let setup: DeliverySetup;
let author: Doc;
let cover: Doc;

beforeAll(async () => {
  setup = await startDeliveries({});
  cover = await queryOf(setup.app, 'plugin::upload.file').create({
    data: {
      ...{ name: 'a.txt', hash: 'a', ext: '.txt', mime: 'text/plain' },
      ...{ size: 1, url: '/a.txt', provider: 'local' },
    },
  });
});

beforeEach(async () => {
  const user = await documentsOf(setup.app, 'plugin::users-permissions.user').create({
    data: { username: `planted-${Date.now()}`, email: 'planted@example.com' },
  });
  author = await documentsOf(setup.app, 'api::author.author').create({
    data: { name: 'Ann', email: 'planted-author@example.com', user: user.documentId },
  });
  await articles().create({
    data: {
      title: 'First',
      secretNote: 'planted-note',
      author: author.documentId,
      cover: cover.id,
      reviewer: user.documentId,
      seo: { metaTitle: 'Meta', internal: 'planted-internal' },
    },
    status: 'published',
  });
  await setup.app.strapi.db.query('plugin::upload.file' as never).update({
    where: { id: cover.id },
    data: { caption: 'c' },
  });
});

afterEach(async () => {
  await setup.clear();
  await queryOf(setup.app, 'api::article.article').deleteMany({});
});
afterAll(() => setup?.stop());

const articles = () => documentsOf(setup.app, 'api::article.article');
const newArticle = (more: object = {}) =>
  articles().create({ data: { title: 'Second', author: author.documentId }, ...more });

async function told(count = 1): Promise<JsonObject[]> {
  const requests = await setup.receiver.waitFor(count);
  for (const { body } of requests) expect(body).not.toContain('planted');
  return requests.map(({ json }) => json as JsonObject);
}

const row = { id: expect.any(Number), documentId: expect.any(String) };
const first = { ...row, title: 'First', cover: { ...row, url: '/a.txt' } };
const second = { ...row, title: 'Second', cover: null };
const authorOf = (other: JsonObject) => ({ ...row, name: 'Ann', articles: [first, other] });

test('a webhook is told as deep as it asks', async () => {
  await setup.webhook({ contentTypes, fields: ['title'], populate });
  await newArticle();
  const [{ entry } = {}] = await told();
  expect(entry).toEqual({ ...row, title: 'Second', author: authorOf(second) });
});

test('below what is published lies what is published, and below a draft are drafts', async () => {
  await setup.webhook({ contentTypes, fields: ['title'], populate, events: 'entry.*' });
  await newArticle({ status: 'published' });
  const bodies = await told(2);
  const versions = await Promise.all(
    bodies.map(async ({ event, entry }) => {
      const { articles: below } = (entry as { author: { articles: Doc[] } }).author;
      const where = { id: { $in: below.map(({ id }) => id) } };
      const rows = await queryOf(setup.app, 'api::article.article').findMany({ where });
      return [event, rows.map(({ publishedAt }) => publishedAt !== null)];
    })
  );
  expect(Object.fromEntries(versions)).toEqual({
    'entry.create': [false, false],
    'entry.publish': [true, true],
  });
});

test('the webhook beside it is told one level, as if it were alone', async () => {
  await setup.webhook({ contentTypes });
  await newArticle();
  const [alone = {}] = await told();
  setup.receiver.clear();
  await setup.webhook({ contentTypes, populate, headers: [{ name: 'X-Deep', value: 'yes' }] });
  await newArticle();
  const requests = await setup.receiver.waitFor(2);
  const beside = requests.find(({ headers }) => headers['x-deep'] === undefined);
  const names = (entry: unknown): string[] =>
    typeof entry !== 'object' || entry === null
      ? []
      : Object.entries(entry).flatMap(([name, value]) => [name, ...names(value)]);
  expect(names(beside?.json.entry)).toEqual(names(alone.entry));
  expect(beside?.json.entry).not.toHaveProperty('author.articles');
});

test('of people below, no more is told than who they are, and what is private never is', async () => {
  await setup.webhook({
    contentTypes,
    populate: { author: { populate: { user: true, articles: { populate: '*' } } } },
  });
  await newArticle();
  const [{ entry } = {}] = await told();
  const { user, articles: below } = (entry as { author: JsonObject }).author as {
    user: JsonObject;
    articles: JsonObject[];
  };
  expect(Object.keys(user).sort()).toEqual(['documentId', 'id']);
  expect(Object.keys(below[0]?.reviewer as object).sort()).toEqual(['documentId', 'id']);
  expect(below[0]).toMatchObject({ title: 'First', seo: { metaTitle: 'Meta' } });
  expect(below[0]).not.toHaveProperty('secretNote');
  expect(below[0]).not.toHaveProperty('previewPassword');
});

test('what was before is told as deep as what is', async () => {
  const { documentId } = await newArticle();
  await setup.webhook({
    contentTypes,
    events: 'entry.update',
    includePrevious: true,
    fields: ['title'],
    populate,
  });
  await articles().update({ documentId, data: { title: 'Other' } });
  const [{ entry, previous, changes } = {}] = await told();
  expect(entry).toMatchObject({ author: authorOf({ ...second, title: 'Other' }) });
  expect(previous).toMatchObject({ title: 'Second', author: { name: 'Ann' } });
  expect((previous as { author: Doc }).author.articles).toHaveLength(2);
  expect(changes).toEqual(['title']);
});

test('what is deleted is told with what it pointed to', async () => {
  const { documentId } = await newArticle();
  await setup.webhook({ contentTypes, events: 'entry.delete', fields: ['title'], populate });
  await articles().delete({ documentId });
  const [{ entry } = {}] = await told();
  expect(entry).toEqual({ ...row, title: 'Second', author: authorOf(second) });
});

test('components and dynamic zones lead as deep', async () => {
  await setup.webhook({
    contentTypes,
    fields: ['title'],
    populate: {
      sections: {
        on: { 'sections.quote': { fields: [], populate: ['person.articles.seo'] } },
      },
    },
  });
  const quote = { __component: 'sections.quote', text: 'q', person: author.documentId };
  await articles().create({
    data: { title: 'Second', sections: [quote, { __component: 'sections.teaser' }] },
  });
  const [{ entry } = {}] = await told();
  const { sections } = entry as { sections: { person: { articles: JsonObject[] } }[] };
  expect(sections).toHaveLength(1);
  expect(sections[0]?.person.articles).toEqual([
    expect.objectContaining({ title: 'First', seo: { id: expect.any(Number), metaTitle: 'Meta' } }),
  ]);
});

test('a condition may look as deep, whatever the webhook is told', async () => {
  const condition = (title: string) => ({ entry: { author: { articles: { title } } } });
  await setup.webhook({ contentTypes, condition: condition('First'), fields: ['title'] });
  await setup.webhook({ contentTypes, condition: condition('Nobody wrote it'), fields: ['slug'] });
  await newArticle();
  await articles().create({ data: { title: 'By nobody' } });
  await newArticle();
  expect(await told(2)).toMatchObject([
    { entry: { title: 'Second' } },
    { entry: { title: 'Second' } },
  ]);
  expect(setup.receiver.requests).toHaveLength(2);
});

test('a direct write is told as deep', async () => {
  await setup.webhook({ contentTypes, fields: ['title'], populate });
  const data = { title: 'Second', documentId: 'direct', locale: 'en', author: author.id };
  await queryOf(setup.app, 'api::article.article').create({ data });
  const [{ entry } = {}] = await told();
  expect(entry).toMatchObject({ author: authorOf(second) });
});

test('a test, a backfill and what is redelivered as it is today go as deep', async () => {
  const id = await setup.webhook({ contentTypes, fields: ['title'], populate });
  const { documentId } = await newArticle();
  const tests = setup.app.service('test-send');
  const { body } = await tests.preview(id, { uid: 'api::article.article', documentId });
  expect(JSON.parse(body)).toMatchObject({ entry: { author: authorOf(second) } });

  const delivery = await setup.deliveryTo(id, 'delivered', 1);
  await setup.app.service('deliveries').redeliver(delivery.id, { render: 'current' });
  const [, again] = await told(2);
  expect(again).toMatchObject({ entry: { author: authorOf(second) } });

  await setup.app.service('webhooks').backfill(id, { status: 'draft' });
  const backfilled = (await told(4)).slice(2);
  expect(backfilled).toHaveLength(2);
  for (const { entry } of backfilled) expect(entry).toMatchObject({ author: authorOf(second) });
});

test('an entry that is made up goes as deep', async () => {
  await queryOf(setup.app, 'api::article.article').deleteMany({});
  const draft = { name: 'd', url: setup.receiver.url, events: ['entry.create'], contentTypes };
  const { body, subject } = await setup.app
    .service('test-send')
    .preview({ ...draft, fields: ['title'], populate }, { uid: 'api::article.article' });
  expect(subject).toBe('made-up');
  expect(JSON.parse(body)).toMatchObject({
    entry: {
      author: { articles: [{ title: expect.any(String), cover: { url: expect.any(String) } }] },
    },
  });
});

const oneUnknownMore = <T extends { unknown: number; of: number }>(match: T): T => ({
  ...match,
  unknown: match.unknown + 1,
  of: match.of + 1,
});

const newestEvent = async (): Promise<DomainEvent | undefined> =>
  (await setup.app.service('events').findMany({ pageSize: 1 })).data[0];

test('nobody pays for what is asked of other events', async () => {
  await setup.webhook({ contentTypes, populate: ['author', 'seo.image'] });
  await setup.webhook({ contentTypes, events: 'entry.delete', populate });
  await newArticle();
  await told();
  const event = await newestEvent();
  expect(event?.depth).toBeUndefined();
  expect(event?.snapshot).not.toHaveProperty('author.articles');
});

test('what was captured before anybody looked so deep is not judged by what it lacks', async () => {
  await setup.webhook({ contentTypes });
  const match = (title: Json) =>
    setup.app.service('test-send').match({
      ...{ name: 'd', url: setup.receiver.url, events: ['entry.create'], contentTypes },
      condition: { entry: { author: { articles: { title } } } },
    });
  const before = [await match('First'), await match({ $null: true })] as const;
  await newArticle();
  await told();
  expect(await match('First')).toEqual(oneUnknownMore(before[0]));
  expect(await match({ $null: true })).toEqual(oneUnknownMore(before[1]));
});

describe('where what lies below is too much', () => {
  beforeEach(async () => {
    const rows = Array.from({ length: 501 }, (_, index) => ({ title: `T${index}`, locale: 'en' }));
    for (let start = 0; start < rows.length; start += 100) {
      for (const data of rows.slice(start, start + 100)) {
        await queryOf(setup.app, 'api::article.article').create({
          data: {
            ...{ ...data, documentId: `wide${data.title}`, publishedAt: null },
            author: author.id,
          },
        });
      }
    }
  });

  test('the entry is told one level deep, and to who asked for more, as truncated', async () => {
    await setup.webhook({ contentTypes, fields: ['title'], populate });
    await setup.webhook({ contentTypes, fields: ['slug'] });
    await newArticle();
    const bodies = await told(2);
    expect(bodies).toContainEqual(
      expect.objectContaining({
        truncated: true,
        entry: { ...row, title: 'Second', author: { ...row, name: 'Ann' } },
      })
    );
    expect(bodies.filter(({ truncated }) => truncated === undefined)).toHaveLength(1);
  });

  test('an event that cannot be judged is rather told than lost', async () => {
    const condition = { entry: { author: { articles: { title: 'T7' } } } };
    await setup.webhook({ contentTypes, fields: ['title'], condition });
    await newArticle();
    expect(await told()).toMatchObject([{ entry: { title: 'Second' } }]);
  });
});

test('below an entry that has no versions lies what is published', async () => {
  await setup.webhook({
    events: 'entry.create',
    contentTypes: ['api::category.category'],
    populate: { articles: { populate: { author: { populate: ['articles'] } } } },
  });
  const { documentId } = await newArticle({ status: 'published' });
  await articles().update({ documentId, data: { title: 'Draft of the next' } });
  const rows = await queryOf(setup.app, 'api::article.article').findMany({ where: { documentId } });
  await queryOf(setup.app, 'api::category.category').create({
    data: { name: 'News', articles: rows.map(({ id }) => id) },
  });
  const [{ entry } = {}] = await told();
  const [first] = (entry as { articles: { author: { articles: Doc[] } }[] }).articles;
  expect(first?.author.articles.map(({ title }) => title).sort()).toEqual(['First', 'Second']);
});

test('what may be of any type is told one level, below relations as well', async () => {
  const homepage = queryOf(setup.app, 'api::homepage.homepage');
  await setup.webhook({
    events: 'entry.create',
    contentTypes: ['api::homepage.homepage'],
    populate: { editor: { populate: '*' }, pinned: true, shown: true },
  });
  await setup.webhook({ events: 'entry.create', contentTypes: ['api::homepage.homepage'] });
  const note = await setup.newNote();
  const related = { __type: 'api::note.note', id: note.id };
  await homepage.create({
    data: {
      ...{ headline: 'H', documentId: 'home', editor: author.id },
      ...{ pinned: related, shown: [related] },
    },
  });
  for (const { entry } of await told(2)) {
    expect(entry).toMatchObject({
      headline: 'H',
      pinned: { __type: 'api::note.note', text: note.text },
      shown: [{ __type: 'api::note.note', text: note.text }],
      editor: { name: 'Ann' },
    });
  }
  await homepage.deleteMany({});
});

import { documentsOf, queryOf, type Query } from '../helpers/documents';
import { announcedBy, typesOf } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const CATEGORY = 'api::category.category';

let app: TestStrapi;
let receiver: Receiver;
let categories: Query;

async function start(config: object): Promise<void> {
  receiver = await startReceiver();
  app = await startStrapi({ config });
  categories = queryOf(app, CATEGORY);
  await app.service('webhooks').create({
    name: 'everything',
    url: receiver.url,
    events: ['entry.*', 'media.*'],
  });
}

async function stop(): Promise<void> {
  await app?.stop();
  await receiver?.stop();
}

const announced = (act: () => Promise<unknown>) => announcedBy(app, receiver, act);
const named = (events: Awaited<ReturnType<typeof announced>>) =>
  events.map((event) => [event.type, event.snapshot?.name]);

describe('strapi.db.query announces', () => {
  beforeAll(() => start({}));
  afterAll(stop);

  test('create, update and delete, with the entry', async () => {
    const events = await announced(async () => {
      const { id } = await categories.create({ data: { name: 'a' } });
      await categories.update({ where: { id }, data: { name: 'b' } });
      await categories.delete({ where: { id } });
    });
    expect(named(events)).toEqual([
      ['entry.create', 'a'],
      ['entry.update', 'b'],
      ['entry.delete', 'b'],
    ]);
    expect(new Set(events.map((event) => event.documentId)).size).toBe(1);
  });

  test('createMany, updateMany and deleteMany, one event for each row', async () => {
    const data = ['many 1', 'many 2', 'many 3'].map((name) => ({ name }));
    const created = await announced(() => categories.createMany({ data }));
    expect(named(created)).toEqual(data.map(({ name }) => ['entry.create', name]));

    const where = { name: { $startsWith: 'many' } };
    const updated = await announced(() => categories.updateMany({ where, data: { name: 'all' } }));
    expect(named(updated)).toEqual(Array(3).fill(['entry.update', 'all']));

    const deleted = await announced(() => categories.deleteMany({ where: { name: 'all' } }));
    expect(named(deleted)).toEqual(Array(3).fill(['entry.delete', 'all']));
    expect(new Set(deleted.map((event) => event.documentId)).size).toBe(3);
  });

  test('nothing for what matches no row', async () => {
    const where = { name: 'nobody' };
    const events = await announced(async () => {
      await categories.update({ where, data: { name: 'x' } });
      await categories.delete({ where });
      await categories.updateMany({ where, data: { name: 'x' } });
      await categories.deleteMany({ where });
    });
    expect(events).toEqual([]);
  });

  test('the whole entry, also where the write asks for a few columns', async () => {
    const events = await announced(async () => {
      const { id } = await categories.create({ data: { name: 'a' }, select: ['name'] });
      await categories.update({ where: { id }, data: { name: 'b' }, select: ['name'] });
      await categories.delete({ where: { id }, select: ['name'] });
    });
    expect(typesOf(events)).toEqual(['entry.create', 'entry.update', 'entry.delete']);
    for (const event of events) {
      expect(event.snapshot).toMatchObject({ articles: [], createdAt: expect.any(String) });
    }
  });

  test('draft and published rows as the rows they are', async () => {
    const { documentId } = await documentsOf(app, 'api::note.note').create({
      data: { text: 'x' },
      status: 'published',
    });
    const notes = queryOf(app, 'api::note.note');
    const events = await announced(() =>
      notes.updateMany({ where: { documentId }, data: { count: 1 } })
    );
    expect(typesOf(events)).toEqual(['entry.update', 'entry.update']);
    expect(events.map((event) => event.snapshot?.publishedAt === null)).toEqual([true, false]);
  });

  test('more rows than one statement can name', async () => {
    const data = Array.from({ length: 1_200 }, (_, index) => ({ name: `bulk ${index}` }));
    const where = { name: { $startsWith: 'bulk' } };
    const events = await announced(async () => {
      await categories.createMany({ data });
      await categories.deleteMany({ where });
    });
    expect(events).toHaveLength(2_400);
    expect(await categories.count({ where })).toBe(0);
  });
});

describe('with captureDirectWrites: false', () => {
  beforeAll(() => start({ captureDirectWrites: false }));
  afterAll(stop);

  test('direct writes are silent and document actions are not', async () => {
    const events = await announced(async () => {
      const { id } = await categories.create({ data: { name: 'a' } });
      await categories.updateMany({ where: { id }, data: { name: 'b' } });
      await categories.delete({ where: { id } });
      const documents = documentsOf(app, CATEGORY);
      const { documentId } = await documents.create({ data: { name: 'c' } });
      await documents.delete({ documentId });
    });
    expect(named(events)).toEqual([
      ['entry.create', 'c'],
      ['entry.delete', 'c'],
    ]);
  });
});

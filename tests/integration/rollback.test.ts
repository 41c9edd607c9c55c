import { documentsOf, queryOf, type Documents } from '../helpers/documents';
import { announcedBy, typesOf } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

let app: TestStrapi;
let receiver: Receiver;
let notes: Documents;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi({ logLevel: 'fatal' });
  notes = documentsOf(app, 'api::note.note');
  await app.service('webhooks').create({
    name: 'everything',
    url: receiver.url,
    events: ['entry.*', 'media.*'],
  });
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

const NOTE = 'api::note.note';
const announced = (act: () => Promise<unknown>) => announcedBy(app, receiver, act);
const countNotes = () => queryOf(app, NOTE).count();
const transaction = (work: () => Promise<unknown>) => app.strapi.db.transaction(work);

/** A lifecycle hook on notes, for the time of `act`. */
async function withHook(hooks: object, act: () => Promise<void>): Promise<void> {
  const unsubscribe = app.strapi.db.lifecycles.subscribe({ models: [NOTE], ...hooks } as never);
  try {
    await act();
  } finally {
    unsubscribe();
  }
}

const fail = () => {
  throw new Error('on purpose');
};

describe('what rolls back is not announced', () => {
  test.each([
    ['a create', (documentId: string) => notes.create({ data: { text: documentId } })],
    ['an update', (documentId: string) => notes.update({ documentId, data: { text: 'x' } })],
    ['a publish', (documentId: string) => notes.publish({ documentId })],
    ['a clone', (documentId: string) => notes.clone({ documentId })],
    ['a delete', (documentId: string) => notes.delete({ documentId })],
  ])('%s in a transaction that fails', async (_name, act) => {
    const { documentId } = await notes.create({ data: { text: 'before' } });
    const count = await countNotes();
    const events = await announced(() =>
      transaction(async () => {
        await act(documentId);
        fail();
      }).catch(() => undefined)
    );
    expect(events).toEqual([]);
    expect(await countNotes()).toBe(count);
  });

  test('a create at any depth below a transaction that fails', async () => {
    const events = await announced(() =>
      transaction(() =>
        transaction(async () => {
          await transaction(() => notes.create({ data: { text: 'deep' } }));
          fail();
        })
      ).catch(() => undefined)
    );
    expect(events).toEqual([]);
  });

  test('a direct write in a transaction that fails', async () => {
    const events = await announced(() =>
      transaction(async () => {
        await queryOf(app, NOTE).create({ data: { text: 'direct' } });
        fail();
      }).catch(() => undefined)
    );
    expect(events).toEqual([]);
  });

  test.each(['beforeCreate', 'afterCreate'])('a create whose %s hook fails', async (hook) => {
    const count = await countNotes();
    await withHook({ [hook]: fail }, async () => {
      const create = () => notes.create({ data: { text: 'x' } });
      const events = await announced(() => create().catch(() => undefined));
      expect(events).toEqual([]);
      await expect(create()).rejects.toThrow('on purpose');
    });
    expect(await countNotes()).toBe(count);
  });

  test('a direct create whose afterCreate hook fails, and its row is gone with it', async () => {
    const count = await countNotes();
    await withHook({ afterCreate: fail }, async () => {
      const create = () => queryOf(app, NOTE).create({ data: { text: 'x' } });
      expect(await announced(() => create().catch(() => undefined))).toEqual([]);
    });
    expect(await countNotes()).toBe(count);
  });
});

describe('what commits is announced', () => {
  test('also where the caller swallows the failure of an action and commits the rest', async () => {
    const before = await countNotes();
    await withHook({ afterCreate: fail }, async () => {
      const events = await announced(() =>
        transaction(async () => {
          await notes.create({ data: { text: 'half' } }).catch(() => undefined);
        })
      );
      // Strapi has no savepoints: the row stays, and so there is an event.
      expect(typesOf(events)).toEqual((await countNotes()) > before ? ['entry.create'] : []);
      expect(await countNotes()).toBe(before + 1);
    });
  });

  test('also what a hook starts and does not await, after the commit', async () => {
    let late: Promise<unknown> | undefined;
    const afterCreate = ({ result }: { result: { documentId: string; text: string } }) => {
      if (result.text !== 'starts something') return;
      late = new Promise((resolve) => setTimeout(resolve, 50)).then(() =>
        queryOf(app, NOTE).update({
          where: { documentId: result.documentId },
          data: { text: 'later' },
        })
      );
    };
    await withHook({ afterCreate }, async () => {
      const events = await announced(async () => {
        await notes.create({ data: { text: 'starts something' } });
        await late;
      });
      expect(events.map((event) => [event.type, event.snapshot?.text])).toEqual([
        ['entry.create', 'starts something'],
        ['entry.update', 'later'],
      ]);
    });
  });
});

test('an entry that cannot be read is announced by reference, and its write succeeds', async () => {
  const { connection } = app.strapi.db;
  const article = await documentsOf(app, 'api::article.article').create({
    data: { title: 'before', links: [{ label: 'a link' }] },
  });
  const { id, documentId } = article;
  const table = 'components_shared_links';
  await connection.schema.renameTable(table, 'out_of_the_way');
  try {
    const events = await announced(() =>
      queryOf(app, 'api::article.article').update({ where: { id }, data: { title: 'after' } })
    );
    expect(events.map(({ type, snapshot }) => ({ type, snapshot }))).toEqual([
      { type: 'entry.update', snapshot: { id, documentId, locale: 'en' } },
    ]);
  } finally {
    await connection.schema.renameTable('out_of_the_way', table);
  }
  const row = await queryOf(app, 'api::article.article').findOne({ where: { id } });
  expect(row?.title).toBe('after');
});

test('a write whose event cannot be written fails, says so, and leaves no entry', async () => {
  const { connection } = app.strapi.db;
  const count = await countNotes();
  await connection.schema.renameTable('lifecycle_webhooks_outbox', 'out_of_the_way');
  try {
    const failure: unknown = await notes.create({ data: { text: 'x' } }).catch((error) => error);
    expect(String(failure)).toContain('its event could not be written to the outbox');
    await expect(queryOf(app, NOTE).create({ data: { text: 'x' } })).rejects.toThrow('outbox');
  } finally {
    await connection.schema.renameTable('out_of_the_way', 'lifecycle_webhooks_outbox');
  }
  expect(await countNotes()).toBe(count);
  expect(typesOf(await announced(() => notes.create({ data: { text: 'again' } })))).toEqual([
    'entry.create',
  ]);
});

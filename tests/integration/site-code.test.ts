import { documentsOf, queryOf, type Documents, type Query } from '../helpers/documents';
import { announcedBy, typesOf } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const NOTE = 'api::note.note';

let app: TestStrapi;
let receiver: Receiver;
let notes: Documents;
let rows: Query;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi({ logLevel: 'fatal' });
  notes = documentsOf(app, NOTE);
  rows = queryOf(app, NOTE);
  await app.service('webhooks').create({ name: 'all', url: receiver.url, events: ['entry.*'] });
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

const announced = (act: () => Promise<unknown>) => announcedBy(app, receiver, act);
const told = async (act: () => Promise<unknown>) =>
  (await announced(act)).map(({ type, snapshot }) => [type, snapshot?.text, snapshot?.count]);

interface Call {
  uid: string;
  action: string;
}

/** A document-service middleware of the site, for the time of `act`. */
async function withMiddleware<T>(
  action: string,
  middleware: (next: () => Promise<{ id: number }>) => Promise<unknown>,
  act: () => Promise<T>
): Promise<T> {
  const remove = app.strapi.documents.use(((call: Call, next: () => Promise<{ id: number }>) =>
    call.uid === NOTE && call.action === action ? middleware(next) : next()) as never);
  try {
    return await act();
  } finally {
    (remove as unknown as () => void)();
  }
}

async function withHooks<T>(hooks: object, act: () => Promise<T>): Promise<T> {
  const unsubscribe = app.strapi.db.lifecycles.subscribe({ models: [NOTE], ...hooks } as never);
  try {
    return await act();
  } finally {
    unsubscribe();
  }
}

describe('a middleware of the site that writes the same document', () => {
  test('after a create, is told of after the create', async () => {
    const middleware = async (next: () => Promise<{ id: number }>) => {
      const note = await next();
      await rows.update({ where: { id: note.id }, data: { count: 42 } });
      return note;
    };
    const events = await withMiddleware('create', middleware, () =>
      told(() => notes.create({ data: { text: 'x' } }))
    );
    expect(events).toEqual([
      ['entry.create', 'x', null],
      ['entry.update', 'x', 42],
    ]);
  });

  test('before an update, does not hide the update', async () => {
    const { documentId } = await notes.create({ data: { text: 'old' } });
    const middleware = async (next: () => Promise<{ id: number }>) => {
      await rows.update({ where: { documentId }, data: { count: 7 } });
      return next();
    };
    const events = await withMiddleware('update', middleware, () =>
      told(() => notes.update({ documentId, data: { text: 'new' } }))
    );
    expect(events).toEqual([
      ['entry.update', 'old', 7],
      ['entry.update', 'new', 7],
    ]);
  });

  test('and tries again after a failure, is told of once it commits', async () => {
    let failures = 0;
    const afterUpdate = () => {
      failures += 1;
      if (failures === 1) throw new Error('on purpose');
    };
    const middleware = (next: () => Promise<{ id: number }>) => next().catch(() => undefined);
    const { documentId } = await notes.create({ data: { text: 'old' } });
    const events = await withHooks({ afterUpdate }, () =>
      withMiddleware('update', middleware, () =>
        told(async () => {
          await notes.update({ documentId, data: { text: 'failed' } });
          await notes.update({ documentId, data: { text: 'saved' } });
        })
      )
    );
    expect(events).toEqual([['entry.update', 'saved', null]]);
  });
});

describe('a transaction that a middleware ends by hand', () => {
  interface Context {
    commit(): Promise<void>;
    rollback(): Promise<void>;
    trx: { rollback(): Promise<void> };
  }
  const ending = (how: (context: Context) => Promise<void>) => {
    const middleware = (next: () => Promise<{ id: number }>) =>
      app.strapi.db.transaction(async (context) => {
        const note = await next();
        await how(context as unknown as Context);
        return note;
      });
    return withMiddleware('create', middleware, () =>
      announced(() => notes.create({ data: { text: 'by hand' } }))
    );
  };

  test.each<[string, (context: Context) => Promise<void>]>([
    ['rollback()', (context) => context.rollback()],
    ['trx.rollback()', (context) => context.trx.rollback()],
  ])('with %s announces nothing', async (_name, how) => {
    const count = await rows.count();
    expect(await ending(how)).toEqual([]);
    expect(await rows.count()).toBe(count);
  });

  test('with commit() announces what it committed', async () => {
    const count = await rows.count();
    expect(typesOf(await ending((context) => context.commit()))).toEqual(['entry.create']);
    expect(await rows.count()).toBe(count + 1);
  });
});

describe('find hooks of the site', () => {
  test('do not hide from capture what they hide from the site', async () => {
    const hide = ({ params }: { params: { where?: object } }) => {
      params.where = { $and: [params.where ?? {}, { text: { $ne: 'hidden' } }] };
    };
    await withHooks({ beforeFindMany: hide }, async () => {
      const { documentId } = await notes.create({ data: { text: 'seen' } });
      const events = await told(async () => {
        await notes.update({ documentId, data: { text: 'hidden' } });
        await rows.updateMany({ where: { documentId }, data: { count: 1 } });
      });
      expect(events).toEqual([
        ['entry.update', 'hidden', null],
        ['entry.update', 'hidden', 1],
      ]);
    });
  });

  test('are not run by capture', async () => {
    let finds = 0;
    const afterFindMany = () => {
      finds += 1;
    };
    const { documentId } = await notes.create({ data: { text: 'x' } });
    await withHooks({ afterFindMany }, () =>
      told(async () => {
        await rows.updateMany({ where: { documentId }, data: { count: 2 } });
        await rows.deleteMany({ where: { documentId } });
      })
    );
    expect(finds).toBe(0);
  });
});

describe('a direct write', () => {
  test('is told of, whatever its select names', async () => {
    const events = await told(async () => {
      await rows.create({ data: { text: 'one column' }, select: 'text' });
      await rows.create({ data: { text: 'all' }, select: '*' });
    });
    expect(events).toEqual([
      ['entry.create', 'one column', null],
      ['entry.create', 'all', null],
    ]);
  });

  test('of many is told of every row it changes, also where it ignores some criteria', async () => {
    await rows.createMany({ data: [{ text: 'f 1' }, { text: 'f 2' }] });
    const where = { text: { $startsWith: 'f ' } };
    const events = await told(() =>
      rows.updateMany({ where, filters: { text: 'f 1' }, data: { count: 3 } })
    );
    const changed = await rows.count({ where: { count: 3 } });
    expect(events).toHaveLength(changed);
    expect(changed).toBe(2);
  });

  test('of a row that a hook deletes again leaves no ghost behind', async () => {
    const afterCreate = ({ result }: { result: { id: number } }) =>
      rows.delete({ where: { id: result.id } });
    const remove = app.strapi.db.lifecycles.subscribe({ models: [NOTE], afterCreate } as never);
    try {
      const events = await announced(() => rows.create({ data: { text: 'short-lived' } }));
      expect(typesOf(events).at(-1)).toBe('entry.delete');
    } finally {
      remove();
    }
  });
});

test('a publish that fails halfway and is swallowed leaves an unpublished entry, and says so', async () => {
  const { documentId } = await notes.create({ data: { text: 'x' }, status: 'published' });
  const beforeCreate = () => {
    throw new Error('on purpose');
  };
  const events = await withHooks({ beforeCreate }, () =>
    announced(() =>
      app.strapi.db.transaction(async () => {
        await notes.publish({ documentId }).catch(() => undefined);
      })
    )
  );
  const left = await rows.findMany({ where: { documentId } });
  expect(left.map((row) => row.publishedAt)).toEqual([null]);
  expect(typesOf(events)).toEqual(['entry.unpublish']);
});

test('a JSON field is told as it is, whatever it looks like', async () => {
  const settings = { __type: 'admin::user', keep: 'me', id: 3, list: [{ __type: 'admin::user' }] };
  const [event] = await announced(() =>
    documentsOf(app, 'api::article.article').create({ data: { title: 'x', settings } })
  );
  expect(event?.snapshot?.settings).toEqual(settings);
});

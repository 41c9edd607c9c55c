import { setTimeout as pause } from 'node:timers/promises';
import { documentsOf, queryOf, type Query } from '../helpers/documents';
import { allEvents } from '../helpers/events';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

// What SQLite, which has one writer at a time, cannot get wrong.

let app: TestStrapi;
let receiver: Receiver;
let notes: Query;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi();
  notes = queryOf(app, 'api::note.note');
  await app.service('webhooks').create({
    name: 'everything',
    url: receiver.url,
    events: ['entry.*'],
    contentTypes: ['api::note.note'],
  });
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

/** What `act` announced: `entry.delete 7`, by the numeric id of the row. */
async function told(act: () => Promise<unknown>): Promise<string[]> {
  const before = (await allEvents(app)).length;
  await act();
  const events = (await allEvents(app)).slice(before);
  return events.map(({ type, snapshot }) => `${type} ${String(snapshot?.id)}`).sort();
}

const newNotes = async (text: string, count: number): Promise<number[]> => {
  const data = Array.from({ length: count }, () => ({ text, publishedAt: null }));
  await notes.createMany({ data });
  return (await notes.findMany({ where: { text } })).map((row) => row.id);
};

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

test('rows that many createMany insert at once are each announced once', async () => {
  const data = (index: number) => times(50, (row) => ({ text: `at once ${index} ${row}` }));
  const events = await told(() =>
    Promise.all(times(8, (index) => notes.createMany({ data: data(index) })))
  );
  const rows = await notes.findMany({ where: { text: { $startsWith: 'at once' } } });
  expect(events).toEqual(rows.map(({ id }) => `entry.create ${id}`).sort());
});

test('a createMany of rows that bring their ids announces these', async () => {
  const data = [7_000_001, 7_000_003, 7_000_002].map((id) => ({ id, text: 'with ids' }));
  const events = await told(() => notes.createMany({ data }));
  expect(events).toEqual(data.map(({ id }) => `entry.create ${id}`).sort());
});

test('rows that two deleteMany delete at once are each announced once', async () => {
  const ids = await newNotes('deleted by two', 30);
  const where = { text: 'deleted by two' };
  const events = await told(() =>
    Promise.all([notes.deleteMany({ where }), notes.deleteMany({ where })])
  );
  expect(events).toEqual(ids.map((id) => `entry.delete ${id}`).sort());
});

test('a document that two delete at once is announced as deleted once', async () => {
  const documents = documentsOf(app, 'api::note.note');
  const { documentId, id } = await documents.create({ data: { text: 'deleted by two' } });
  const events = await told(() =>
    Promise.allSettled([documents.delete({ documentId }), documents.delete({ documentId })])
  );
  expect(events).toEqual([`entry.delete ${id}`]);
});

test('a row that no longer matches when its turn comes is not announced as updated', async () => {
  const [first = 0, second = 0] = await newNotes('open', 2);
  const events = await told(async () => {
    const other = await app.strapi.db.connection.transaction();
    await other('notes').where({ id: first }).update({ text: 'closed' });
    const updating = notes.updateMany({ where: { text: 'open' }, data: { count: 1 } });
    await someoneWaits().finally(() => other.commit());
    await updating;
  });
  expect(events).toEqual([`entry.update ${second}`]);
  expect((await notes.findOne({ where: { id: first } }))?.count).toBeNull();
});

test('no update of many rows goes unannounced, whatever is inserted meanwhile', async () => {
  await newNotes('crowd', 5);
  const where = { text: 'crowd' };
  let refused = 0;
  const before = (await allEvents(app)).length;
  for (let round = 1; round <= 20; round += 1) {
    await Promise.all([
      notes.updateMany({ where, data: { count: round } }).catch(() => (refused += 1)),
      notes.create({ data: { ...where, publishedAt: null } }),
    ]);
  }
  const updates = (await allEvents(app))
    .slice(before)
    .filter(({ type }) => type === 'entry.update')
    .map(({ snapshot }) => `${snapshot?.id} ${snapshot?.count}`);
  const rows = await notes.findMany({ where });
  expect(refused).toBeLessThan(20);
  expect(new Set(updates).size).toBe(updates.length);
  // The last value a row holds is one somebody heard of.
  for (const { id, count } of rows.filter(({ count }) => count !== null)) {
    expect(updates).toContain(`${id} ${count}`);
  }
});

test('many who write, publish and discard at once do not block each other', async () => {
  const documents = documentsOf(app, 'api::note.note');
  const rounds = times(20, async (index) => {
    const { documentId } = await documents.create({ data: { text: `busy ${index}` } });
    await documents.publish({ documentId });
    await app.strapi.db.transaction(async () => {
      // As the Content Manager unpublishes and discards the draft.
      await documents.discardDraft({ documentId });
      await documents.unpublish({ documentId });
    });
    await documents.delete({ documentId });
  });
  const events = await told(() => Promise.all(rounds));
  expect(events).toHaveLength(20 * 5);
});

test('who makes a webhook in a transaction keeps nobody from changing others meanwhile', async () => {
  const webhooks = app.service('webhooks');
  const one = { name: 'one', url: receiver.url, events: 'media.create' as const };
  const { id } = await webhooks.create(one);
  let make = () => {};
  let end = () => {};
  const made = new Promise<void>((resolve) => (make = resolve));
  const ended = new Promise<void>((resolve) => (end = resolve));
  const making = app.strapi.db.transaction(async () => {
    await webhooks.create({ ...one, name: 'another' });
    make();
    await ended;
  });
  await made;
  expect((await webhooks.update(id, { name: 'changed' })).name).toBe('changed');
  end();
  await making;
  expect((await webhooks.findMany()).data.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['changed', 'another'])
  );
});

/** Until a statement waits for a lock. */
async function someoneWaits(): Promise<void> {
  const { connection, dialect } = app.strapi.db;
  const sql =
    dialect.client === 'postgres'
      ? "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
      : "select 1 from information_schema.innodb_trx where trx_state = 'LOCK WAIT'";
  await until(
    async () => {
      // InnoDB looks anew only where nobody has asked for a tenth of a second.
      await pause(200);
      return rowsOf(await connection.raw(sql)).length > 0;
    },
    () => 'nothing waits for a lock'
  );
}

function rowsOf(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer[0] as unknown[];
  return (answer as { rows: unknown[] }).rows;
}

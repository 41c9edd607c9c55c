import { rmSync } from 'node:fs';
import { currentDatabase, type OwnDatabase } from '../helpers/databases';
import { startInstance } from '../helpers/instance';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const KEYS = ['a', 'b', 'c', 'd', 'e'];

let dir: string;
let own: OwnDatabase;
let app: TestStrapi | undefined;

beforeAll(async () => {
  dir = temporaryDir();
  own = await currentDatabase().create(dir);
});

afterAll(async () => {
  await app?.stop();
  await own?.drop();
  rmSync(dir, { recursive: true, force: true });
});

async function start(...webhooks: object[]): Promise<TestStrapi> {
  await app?.stop();
  app = undefined;
  app = await startStrapi({ dir, connection: own.connection, config: { webhooks } });
  return app;
}

test('several instances that start at once make each webhook once', async () => {
  // The tables are there; what they race for are the webhooks.
  const first = await start();
  const url = 'https://example.com/hooks';
  const webhooks = KEYS.map((key) => ({
    ...{ key, name: key, url, events: 'entry.create' },
    secret: 'a secret of the environment',
  }));
  // Not by luck: the database takes none of a key twice.
  const table = () => first.strapi.db.connection('lifecycle_webhooks');
  await table().insert({ document_id: 'one', key: 'once' });
  // Of SQLite's errors jest says that they are none, where another suite has loaded its driver before.
  const refusal = await table()
    .insert({ document_id: 'two', key: 'once' })
    .then(
      () => 'none',
      (error: Error) => error.message
    );
  expect(refusal).toMatch(/uniq|duplicate/i);
  await table().where({ key: 'once' }).delete();

  const options = { connection: own.connection, config: { webhooks } };
  const instances = await Promise.all([startInstance(dir, options), startInstance(dir, options)]);
  for (const instance of instances) await instance.stop();
  const { data } = await (await start(...webhooks)).service('webhooks').findMany();
  expect(data.map(({ key }) => key).sort()).toEqual(KEYS);
});

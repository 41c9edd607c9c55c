import { rmSync } from 'node:fs';
import { currentDatabase, type OwnDatabase } from '../helpers/databases';
import { temporaryDir } from '../helpers/fixture-app';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

/** More than 32 bits hold. */
const BEYOND = 5_000_000_000;
const GROWING = ['outbox', 'events', 'bodies', 'deliveries', 'attempts', 'gathered'].map(
  (name) => `lifecycle_webhooks_${name}`
);

let dir: string;
let own: OwnDatabase;
let setup: DeliverySetup;

beforeAll(async () => {
  dir = temporaryDir();
  // The tables are made here.
  own = await currentDatabase().create(dir, { isEmpty: true });
  setup = await startDeliveries({
    ...{ dir, connection: own.connection },
    config: { retrySchedule: ['0s', '1s', '1s'] },
  });
});

afterAll(async () => {
  await setup?.stop();
  await own?.drop();
  rmSync(dir, { recursive: true, force: true });
});

const knex = () => setup.app.strapi.db.connection;

async function goBeyond(table: string): Promise<void> {
  const { client } = own.connection;
  if (client === 'postgres') {
    await knex().raw("select setval(pg_get_serial_sequence(?, 'id'), ?)", [table, BEYOND]);
  } else if (client === 'mysql') {
    await knex().raw(`alter table ?? auto_increment = ${BEYOND}`, [table]);
  } else {
    await knex()('sqlite_sequence').insert({ name: table, seq: BEYOND });
  }
}

test('more rows than 32 bits can number are delivered, in order, retried and redelivered', async () => {
  for (const table of GROWING) await goBeyond(table);
  const id = await setup.webhook({ ordering: 'document' });
  let count = 0;
  setup.receiver.answerWith((_request, response) => {
    count += 1;
    response.writeHead(count === 1 ? 500 : 200).end();
  });
  await setup.newNote();
  const { id: deliveryId } = await setup.deliveryTo(id, 'delivered', 2);
  await setup.app.service('deliveries').redeliver(deliveryId);
  await setup.deliveryTo(id, 'delivered', 3);
  const coalescing = await setup.webhook({ coalesceMs: 100 });
  await setup.newNote();
  await setup.deliveryTo(coalescing, 'delivered', 1);
  for (const table of GROWING.slice(1)) {
    const row = (await knex()(table).max('id as most').first()) as { most: string | number };
    expect(Number(row.most)).toBeGreaterThan(BEYOND - 1);
  }
});

test('a restart leaves the tables as they are', async () => {
  await setup.restart();
  const id = await setup.webhook();
  await setup.newNote();
  await setup.deliveryTo(id, 'delivered', 1);
  const { client } = own.connection;
  if (client === 'sqlite') return;
  const columns: { type: string }[] = await knex()('information_schema.columns')
    .select({ type: 'data_type' })
    .where({ column_name: 'id' })
    .where('table_schema', knex().raw(client === 'mysql' ? 'database()' : 'current_schema()'))
    .whereIn('table_name', GROWING);
  expect(columns.map(({ type }) => type)).toEqual(GROWING.map(() => 'bigint'));
});

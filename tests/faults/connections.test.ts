import { setTimeout as pause } from 'node:timers/promises';
import { onMysql, onPostgres, urlIn } from '../helpers/databases';
import { until } from '../helpers/receiver';
import { expectNothingLost, startWriting, timeoutOf, type WriterSetup } from './writer-setup';

const ROUNDS = 30;
const BETWEEN_MS = 100;

let setup: WriterSetup;

beforeAll(async () => {
  setup = await startWriting();
});

afterAll(() => setup?.stop());

/** Ends every connection to the database on the server's side, as an administrator or a proxy does. */
async function endConnections(): Promise<number> {
  const database = String(setup.connection.connection.database);
  if (setup.connection.client === 'postgres') {
    const ended = await onPostgres(
      urlIn('PG_URL'),
      `select pg_terminate_backend(pid) as name from pg_stat_activity where datname = '${database}'`
    );
    return ended.length;
  }
  const url = urlIn('MYSQL_URL');
  const ids = await onMysql(
    url,
    `select id as name from information_schema.processlist where db = '${database}'`
  );
  // It may have gone by itself.
  for (const id of ids) await onMysql(url, `kill ${id}`).catch(() => []);
  return ids.length;
}

test(
  'an instance whose connections are ended under load lives on and loses nothing',
  async () => {
    const instance = await setup.start();
    instance.tell('writeNotes', { from: 0, tolerant: true });
    await setup.receiver.waitFor(10);
    let ended = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      await pause(BETWEEN_MS);
      ended += await endConnections();
    }
    expect(ended).toBeGreaterThan(ROUNDS);

    // By itself, in the same process.
    const [written, received] = [instance.written(), setup.receiver.requests.length];
    await until(
      () => instance.written() > written + 10 && setup.receiver.requests.length > received + 10,
      () => `after ${ended} ended connections: ${instance.output()}`
    );
    await instance.stop();
    setup.ended(instance);
    expectNothingLost(await setup.reconcile(`${ended} connections ended under load`));
  },
  timeoutOf(1)
);

import { setTimeout as pause } from 'node:timers/promises';
import { mysqlAt, postgresAt } from '../helpers/databases';
import { startMariadb } from '../helpers/mariadb-server';
import { startPostgres, type PostgresServer } from '../helpers/postgres-server';
import type { Instance } from '../helpers/instance';
import { until } from '../helpers/receiver';
import {
  ENDED_BY_STRAPI,
  expectNothingLost,
  startWriting,
  timeoutOf,
  type WriterSetup,
} from './writer-setup';

const RESTARTS = 4;
const LONGEST_RUN_MS = 1_500;

/** One that the test can take down. */
let server: PostgresServer;
let setup: WriterSetup;
let instance: Instance;
let from: number;

beforeEach(async () => {
  const isMysql = globalThis.DATABASE === 'MySQL';
  server = await (isMysql ? startMariadb() : startPostgres());
  setup = await startWriting((isMysql ? mysqlAt : postgresAt)(server.url));
  from = 0;
  await write();
});

afterEach(async () => {
  await instance?.kill();
  await setup?.stop();
  await server?.stop();
});

async function write(): Promise<void> {
  instance = await setup.start();
  instance.tell('writeNotes', { from, tolerant: true });
}

/** As a supervisor does, with the plugin or without. */
async function revive(): Promise<void> {
  if (!instance.hasEnded()) return;
  expect(instance.output()).toMatch(ENDED_BY_STRAPI);
  from = Math.max(from, instance.written()) + 1;
  setup.ended(instance);
  await write();
}

test(
  `a site whose database server crashes ${RESTARTS} times under load goes on and loses nothing`,
  async () => {
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const [written, received] = [instance.written(), setup.receiver.requests.length];
      await until(
        async () => {
          await revive();
          return (
            instance.written() > written + 10 && setup.receiver.requests.length > received + 10
          );
        },
        () => `after ${restart} restarts: ${instance.output()}`
      );
      await pause(Math.random() * LONGEST_RUN_MS);
      await server.restart();
    }
    await revive();
    await instance.stop();
    setup.ended(instance);
    expectNothingLost(await setup.reconcile(`${RESTARTS} crashes of the server under load`));
  },
  timeoutOf(RESTARTS)
);

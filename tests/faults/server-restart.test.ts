import { setTimeout as pause } from 'node:timers/promises';
import { mysqlAt, postgresAt } from '../helpers/databases';
import { startMariadb } from '../helpers/mariadb-server';
import { startPostgres, type PostgresServer } from '../helpers/postgres-server';
import type { Instance } from '../helpers/instance';
import { until } from '../helpers/receiver';
import { expectNothingLost, startWriting, timeoutOf, type WriterSetup } from './writer-setup';

const RESTARTS = 4;
const LONGEST_RUN_MS = 1_500;

/** One that the test can take down. */
let server: PostgresServer;
let setup: WriterSetup;
let instance: Instance;

beforeEach(async () => {
  const isMysql = globalThis.DATABASE === 'MySQL';
  server = await (isMysql ? startMariadb() : startPostgres());
  setup = await startWriting((isMysql ? mysqlAt : postgresAt)(server.url));
  instance = await setup.start();
  instance.tell('writeNotes', { from: 0, tolerant: true });
});

afterEach(async () => {
  await instance?.kill();
  await setup?.stop();
  await server?.stop();
});

const expectAlive = () => expect(instance.hasEnded() ? instance.output() : 'alive').toBe('alive');

test(
  `a site whose database server crashes ${RESTARTS} times under load goes on and loses nothing`,
  async () => {
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const [written, received] = [instance.written(), setup.receiver.requests.length];
      await until(
        () => {
          expectAlive();
          return (
            instance.written() > written + 10 && setup.receiver.requests.length > received + 10
          );
        },
        () => `after ${restart} restarts: ${instance.output()}`
      );
      await pause(Math.random() * LONGEST_RUN_MS);
      await server.restart();
    }
    expectAlive();
    await instance.stop();
    setup.ended(instance);
    expectNothingLost(await setup.reconcile(`${RESTARTS} crashes of the server under load`));
  },
  timeoutOf(RESTARTS)
);

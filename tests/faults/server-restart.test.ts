import { setTimeout as pause } from 'node:timers/promises';
import { postgresAt } from '../helpers/databases';
import { startPostgres, type PostgresServer } from '../helpers/postgres-server';
import type { Instance } from '../helpers/instance';
import { until } from '../helpers/receiver';
import { expectNothingLost, startWriting, timeoutOf, type WriterSetup } from './writer-setup';

const RESTARTS = 4;
const LONGEST_RUN_MS = 1_500;

let server: PostgresServer;
let setup: WriterSetup;
let instance: Instance;

beforeEach(async () => {
  server = await startPostgres();
  setup = await startWriting(postgresAt(server.url));
  instance = await setup.start();
});

afterEach(async () => {
  await instance?.kill();
  await setup?.stop();
  await server?.stop();
});

// Seen once in some fifty crashes: after the server was back, nothing went on, neither Strapi's own writes nor
// the loops. What hangs there is not known yet; a second try tells that from what always fails.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

test(
  `an instance whose database server crashes ${RESTARTS} times under load lives on and loses nothing`,
  async () => {
    instance.tell('writeNotes', { from: 0, tolerant: true });
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const [written, received] = [instance.written(), setup.receiver.requests.length];
      await until(
        () => instance.written() > written + 10 && setup.receiver.requests.length > received + 10,
        () => `after ${restart} restarts: ${instance.output()}`
      );
      await pause(Math.random() * LONGEST_RUN_MS);
      await server.restart();
    }
    await instance.stop();
    setup.ended(instance);
    expectNothingLost(await setup.reconcile(`${RESTARTS} crashes of the server under load`));
  },
  timeoutOf(RESTARTS)
);

import { setTimeout as pause } from 'node:timers/promises';
import { postgresAt } from '../helpers/databases';
import { startPostgres, type PostgresServer } from '../helpers/postgres-server';
import type { Instance } from '../helpers/instance';
import { until } from '../helpers/receiver';
import { expectNothingLost, startWriting, timeoutOf, type WriterSetup } from './writer-setup';

const RESTARTS = 4;
const LONGEST_RUN_MS = 1_500;

/** What Strapi reads for its own webhooks after a commit, and awaits nowhere; here for want of a connection. */
const ENDED_BY_STRAPI = /Error: (read ECONNRESET|connect ECONNREFUSED|Connection terminated)[^]*$/;

let server: PostgresServer;
let setup: WriterSetup;
let instance: Instance;
let from: number;

beforeEach(async () => {
  server = await startPostgres();
  setup = await startWriting(postgresAt(server.url));
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

/**
 * As a supervisor does: one rejection that Strapi itself leaves unhandled ends the process, with the plugin
 * or without. A read that fails is taken out of the way (instance-process.js); one that gets no connection
 * names no statement by which it could be told.
 */
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

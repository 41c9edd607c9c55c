import { rmSync } from 'node:fs';
import type { InstanceRole } from '../../contracts/instances';
import { currentDatabase, type StrapiConnection } from '../helpers/databases';
import { queryOf } from '../helpers/documents';
import { drained, gathered, relayed } from '../helpers/events';
import { startInstance, type Instance } from '../helpers/instance';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi } from '../helpers/strapi';
import { reconcile, type NoteRow, type Reconciliation } from './reconcile';

export const NOTE = 'api::note.note';

/** A database and a receiver, for instances that write until something happens to them. */
export interface WriterSetup {
  receiver: Receiver;
  connection: StrapiConnection;
  /** Starts an instance on the database; the first one makes the webhook. */
  start(role?: InstanceRole): Promise<Instance>;
  /** Remembers what an instance that is no more has said. */
  ended(instance: Instance): void;
  /**
   * Once all is delivered: the database against what the receiver got, printed.
   *
   * @param role of the one that looks; where it only captures, others have to deliver.
   */
  reconcile(title: string, role?: InstanceRole): Promise<Reconciliation>;
  stop(): Promise<void>;
}

/** @param config of the plugin, on all instances. */
export async function startWriting(
  database = currentDatabase(),
  config: object = {}
): Promise<WriterSetup> {
  const receiver = await startReceiver();
  const dir = temporaryDir();
  const own = await database.create(dir);
  const { connection } = own;
  const deleted: string[] = [];
  let hasWebhook = false;

  return {
    receiver,
    connection,

    async start(role = 'all') {
      const instance = await startInstance(dir, { connection, config: { ...config, role } });
      if (!hasWebhook) {
        hasWebhook = true;
        await instance.call('createWebhook', {
          name: 'everything',
          url: receiver.url,
          events: ['entry.*'],
          contentTypes: [NOTE],
          // However slow the machine, no attempt ends by itself.
          timeoutMs: 60_000,
        });
      }
      return instance;
    },

    ended(instance) {
      deleted.push(...instance.deleted());
    },

    async reconcile(title, role = 'all') {
      const app = await startStrapi({ dir, connection, config: { ...config, role } });
      try {
        await relayed(app);
        await gathered(app);
        await drained(app);
        const rows = (await queryOf(app, NOTE).findMany({})) as unknown as NoteRow[];
        const result = reconcile(rows, deleted, receiver.requests);
        const { written, delivered, lost, duplicated, changed } = result;
        process.stdout.write(
          `${title} on ${database.name}: ${written} written, ${delivered} delivered, ` +
            `${lost.length} lost, ${result.false.length} false, ` +
            `${duplicated} duplicated (${changed} with other bytes)\n`
        );
        return result;
      } finally {
        await app.stop();
      }
    },

    async stop() {
      await receiver.stop();
      await own.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** An instance that writes, and goes on where it was when it is started again after a kill. */
export interface Writer {
  start(): Promise<void>;
  kill(): Promise<void>;
}

export function createWriter(setup: WriterSetup, role: InstanceRole): Writer {
  let from = 0;
  let instance: Instance | undefined;
  return {
    async start() {
      instance = await setup.start(role);
      // On SQLite the other process may hold the file for a moment.
      instance.tell('writeNotes', { from, tolerant: true });
    },
    async kill() {
      if (instance === undefined) return;
      await instance.kill();
      from = Math.max(from, instance.written()) + 1;
      setup.ended(instance);
    },
  };
}

/** Nothing lost, nothing false, one event for each fact, and every duplicate the same bytes. */
export function expectNothingLost({ lost, twice, changed, ...result }: Reconciliation): void {
  expect(lost).toEqual([]);
  expect(result.false).toEqual([]);
  expect(twice).toEqual([]);
  expect(result.delivered).toBe(result.written);
  expect(changed).toBe(0);
}

/** 8 in `npm test`; `npm run test:faults -- --kills 100` for more. */
export const KILLS = Number(process.env.FAULTS_KILLS ?? 8);

/** How long a test may take that does something so often. */
export const timeoutOf = (times: number): number => times * 20_000 + 120_000;

import type { PostgresQueueOptions } from '../../config/queue-options';
import type { Backend } from './engine';
import type { Bullmq, Pg } from './packages';

const QUEUE = 'deliveries';
const CONNECT_MS = 3_000;

/** Connections of a process, beside the one on which its worker listens; a site can say otherwise by `max`. */
const QUEUE_CONNECTIONS = 1;
const WORKER_CONNECTIONS = 2;

/** On PostgreSQL, from 13, in a schema of its own. */
export function createPostgresBackend(
  { Client }: Pg,
  { runMigrations, assertSchemaCompatibility, LATEST_SCHEMA_VERSION, ...bullmq }: Bullmq,
  { postgres, schema }: PostgresQueueOptions
): Backend {
  const given = {
    connectionTimeoutMillis: CONNECT_MS,
    ...(typeof postgres === 'string' ? { connectionString: postgres } : postgres),
  };

  return {
    /** Makes the schema where there is none, or none that is recent; BullMQ has a lock for that. */
    async prepare() {
      const client = new Client(given);
      // A connection that ends while nothing is asked of it.
      client.on('error', () => undefined);
      try {
        await client.connect();
        const version = await assertSchemaCompatibility(client, schema).catch((error: unknown) => {
          if (error instanceof bullmq.SchemaMigrationRequiredError) return 0;
          throw error;
        });
        if (version < LATEST_SCHEMA_VERSION) await runMigrations(client, schema);
      } finally {
        await client.end().catch(() => undefined);
      }
    },

    create({ Queue, Worker }, { queue, worker, process }) {
      const connectionOf = (max: number) => ({ max, ...given, schema });
      const create = bullmq.createPostgresBackend;
      return {
        queue: new Queue(QUEUE, { ...queue, connection: connectionOf(QUEUE_CONNECTIONS) }, create),
        worker:
          process &&
          new Worker(
            QUEUE,
            process,
            { ...worker, connection: connectionOf(WORKER_CONNECTIONS) },
            create
          ),
      };
    },
  };
}

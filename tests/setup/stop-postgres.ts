import { onPostgres, TEMPLATES, urlIn } from '../helpers/databases';

/** After the tests on PostgreSQL, once. */
export default async function stopServer(): Promise<void> {
  const template = process.env[TEMPLATES.PostgreSQL];
  delete process.env[TEMPLATES.PostgreSQL];
  if (template !== undefined) {
    await onPostgres(urlIn('PG_URL'), `drop database if exists "${template}" with (force)`);
  }
  await globalThis.startedPostgres?.stop();
}

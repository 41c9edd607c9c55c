import { sqlite, TEMPLATES } from '../helpers/databases';
import { temporaryDir } from '../helpers/fixture-app';
import { makeTemplate } from '../helpers/template';

/** Before the tests on SQLite, once; drop-sqlite-template.ts removes it. */
export default async function makeSqliteTemplate(): Promise<void> {
  if (process.env[TEMPLATES.SQLite] !== undefined) return;
  const { connection } = await makeTemplate(sqlite, temporaryDir());
  process.env[TEMPLATES.SQLite] = String(connection.connection.filename);
}

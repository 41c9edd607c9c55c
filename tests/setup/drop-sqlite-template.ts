import { rmSync } from 'node:fs';
import path from 'node:path';
import { TEMPLATES } from '../helpers/databases';

/** After the tests on SQLite. */
export default async function dropSqliteTemplate(): Promise<void> {
  const file = process.env[TEMPLATES.SQLite];
  if (file === undefined) return;
  delete process.env[TEMPLATES.SQLite];
  rmSync(path.dirname(file), { recursive: true, force: true });
}

import { rmSync } from 'node:fs';
import type { Database, OwnDatabase } from './databases';
import { temporaryDir } from './fixture-app';
import { startInstance } from './instance';

/**
 * A database in which the fixture app has made its tables, for others to be copied from: to make them takes
 * longer than most suites. Where it is a file, in `dir`.
 */
export async function makeTemplate(database: Database, dir: string): Promise<OwnDatabase> {
  const own = await database.create(dir, { isEmpty: true });
  const uploads = temporaryDir();
  try {
    const instance = await startInstance(uploads, { connection: own.connection });
    await instance.stop();
  } finally {
    rmSync(uploads, { recursive: true, force: true });
  }
  return own;
}

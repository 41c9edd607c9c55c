// A site on five processes, without containers: two Strapis that only capture, two that deliver, and a receiver.
// They share a PostgreSQL database and the queue in Redis, as in compose.yaml.
//
//   node examples/scale/start.mjs          until Ctrl-C
//   node examples/scale/start.mjs --once   ends by itself, and fails when not every expected webhook arrived
//
// DATABASE_URL and REDIS_URL say where they are; by default on this machine, with a database made for the run.
import { openDatabase, openRedis } from './servers.mjs';
import {
  ensureDependencies,
  ensurePlaygroundBuilt,
  ensurePluginBuilt,
} from '../../scripts/setup.mjs';

const once = process.argv.includes('--once');

try {
  await ensureDependencies();
  await ensurePluginBuilt();
  await ensurePlaygroundBuilt();
  const redis = await openRedis(process.env.REDIS_URL);
  const database = await openDatabase(process.env.DATABASE_URL);
  try {
    // Not before: what it imports may only just have been installed.
    const { runSite } = await import('./site.mjs');
    process.exitCode = await runSite({ once, database, redis });
  } finally {
    await database.close();
    await redis.close();
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

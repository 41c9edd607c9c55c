const LOCAL_POSTGRES = 'postgres://postgres@127.0.0.1:5432/postgres';
const LOCAL_REDIS = 'redis://127.0.0.1:6379';
const PATIENCE_MS = 3_000;

/** The database of a run: the one that is given, or one made on this machine that goes with the run. */
export async function openDatabase(given) {
  if (given !== undefined) return { url: given, close: async () => undefined };
  const { default: pg } = await import('pg');
  const name = `lifecycle_webhooks_scale_${process.pid}`;
  const onServer = async (sql) => {
    const client = new pg.Client({
      connectionString: LOCAL_POSTGRES,
      connectionTimeoutMillis: PATIENCE_MS,
    });
    // A connection that ends while nothing is asked of it.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(sql);
    } catch (error) {
      const why = error.message || error.code;
      throw new Error(`PostgreSQL at ${LOCAL_POSTGRES}: ${why}. Set DATABASE_URL to another.`);
    } finally {
      await client.end();
    }
  };
  await onServer(`create database ${name}`);
  return {
    url: LOCAL_POSTGRES.replace(/[^/]+$/, name),
    close: () => onServer(`drop database if exists ${name} with (force)`),
  };
}

/** Keys of a run's own in Redis, which go with it: the server may be another site's, too. */
export async function openRedis(url = LOCAL_REDIS) {
  const { Redis } = await import('ioredis');
  const prefix = `lifecycle-webhooks-scale-${process.pid}`;
  const ask = async (question) => {
    const client = new Redis(url, {
      lazyConnect: true,
      retryStrategy: () => null,
      connectTimeout: PATIENCE_MS,
    });
    let reason;
    client.on('error', (error) => (reason = error));
    try {
      await client.connect();
      return await question(client);
    } catch (error) {
      const { host } = new URL(url);
      const why = reason?.message || reason?.code || error.message;
      throw new Error(`Redis at ${host}: ${why}. Start one, or set REDIS_URL.`);
    } finally {
      client.disconnect();
    }
  };
  await ask((client) => client.ping());
  return {
    url,
    prefix,
    close: () =>
      ask(async (client) => {
        const keys = await client.keys(`${prefix}:*`);
        if (keys.length > 0) await client.del(keys);
      }),
  };
}

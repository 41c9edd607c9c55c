import { once } from 'node:events';
import net from 'node:net';

const LOCAL = 'postgres://postgres@127.0.0.1:5432/postgres';

/** The database of a run: the one that is given, or one made on this machine that goes with the run. */
export async function openDatabase(given) {
  if (given !== undefined) return { url: given, close: async () => undefined };
  const { default: pg } = await import('pg');
  const name = `lifecycle_webhooks_scale_${process.pid}`;
  const onServer = async (sql) => {
    const client = new pg.Client({ connectionString: LOCAL });
    try {
      await client.connect();
      await client.query(sql);
    } catch (error) {
      throw new Error(`PostgreSQL at ${LOCAL}: ${error.message}. Set DATABASE_URL to another.`);
    } finally {
      await client.end();
    }
  };
  await onServer(`create database ${name}`);
  return {
    url: LOCAL.replace(/[^/]+$/, name),
    close: () => onServer(`drop database if exists ${name} with (force)`),
  };
}

/** @throws Error saying what to do, where no server answers. */
export async function checkRedis(url) {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port || 6379), hostname);
  try {
    await once(socket, 'connect');
  } catch (error) {
    throw new Error(`Redis at ${hostname}: ${error.message}. Start one, or set REDIS_URL.`);
  } finally {
    socket.destroy();
  }
  return url;
}

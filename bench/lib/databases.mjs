import { rmSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

/** A folder and a database of their own, for one Strapi; `env` tells the fixture app where they are. */
export async function createPlace(database, { pool = { min: 2, max: 10 } } = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'lifecycle-webhooks-bench-'));
  mkdirSync(path.join(dir, 'public', 'uploads'), { recursive: true });
  const { connection, drop } = await DATABASES[database](dir, pool);
  return {
    env: {
      FIXTURE_DATABASE: JSON.stringify(connection),
      FIXTURE_PUBLIC_DIR: path.join(dir, 'public'),
    },
    async drop() {
      await drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

let created = 0;

const DATABASES = {
  sqlite: (dir) => ({
    connection: {
      client: 'sqlite',
      connection: { filename: path.join(dir, 'data.db') },
      useNullAsDefault: true,
    },
    drop: () => undefined,
  }),

  /** A database of the server at `POSTGRES_URL`. */
  async postgres(_dir, pool) {
    const url = new URL(process.env.POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres');
    created += 1;
    const name = `lifecycle_webhooks_bench_${process.pid}_${created}`;
    const ask = async (sql) => {
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      await client.query(sql);
      await client.end();
    };
    await ask(`create database ${name}`);
    const connection = {
      host: url.hostname,
      port: Number(url.port || 5432),
      user: url.username,
      password: url.password,
      database: name,
    };
    return {
      connection: { client: 'postgres', connection, pool },
      drop: () => ask(`drop database ${name}`),
    };
  },
};

export const DATABASE_NAMES = Object.keys(DATABASES);

import { copyFileSync, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import pg from 'pg';

/** What Strapi takes as `connection` in config/database. */
export interface StrapiConnection {
  client: 'sqlite' | 'postgres' | 'mysql';
  connection: Record<string, string | number | boolean | undefined>;
  useNullAsDefault?: boolean;
}

/** A database of one app's own. */
export interface OwnDatabase {
  connection: StrapiConnection;
  drop(): Promise<void>;
}

/** A kind of database that tests run on. */
export interface Database {
  name: 'SQLite' | 'PostgreSQL' | 'MySQL';
  /**
   * One of its own, where it is a file in `dir`: a copy of one in which a Strapi has made its tables, where
   * there is one (tests/helpers/template.ts), or an empty one.
   */
  create(dir: string, options?: { isEmpty?: boolean }): Promise<OwnDatabase>;
}

/** Of the jest project a suite runs in (jest.config.js). */
declare global {
  var DATABASE: Database['name'];
}

export const sqlite: Database = {
  name: 'SQLite',
  async create(dir, { isEmpty = false } = {}) {
    const template = process.env[TEMPLATES.SQLite];
    const file = fileIn(dir);
    if (!isEmpty && template !== undefined && !existsSync(file)) copyFileSync(template, file);
    return {
      connection: sqliteIn(dir),
      // The file goes with the folder.
      drop: async () => undefined,
    };
  },
};

/** Variables that say where the templates are: a file, and databases on the servers. */
export const TEMPLATES = {
  SQLite: 'TEMPLATE_SQLITE',
  PostgreSQL: 'TEMPLATE_POSTGRES',
  MySQL: 'TEMPLATE_MYSQL',
};

const fileIn = (dir: string) => path.join(dir, 'data.db');

export function sqliteIn(dir: string): StrapiConnection {
  return { client: 'sqlite', connection: { filename: fileIn(dir) }, useNullAsDefault: true };
}

/**
 * The kind of database this run of a suite is about. A suite says nothing of it: jest.config.js lists the
 * suites that run on every database, each as a project of its own.
 */
export function currentDatabase(): Database {
  return {
    SQLite: () => sqlite,
    PostgreSQL: () => postgresAt(urlIn('PG_URL')),
    MySQL: () => mysqlAt(urlIn('MYSQL_URL')),
  }[globalThis.DATABASE]();
}

/** Where the server is, as start-servers.ts has found or started it. */
export function urlIn(variable: 'PG_URL' | 'MYSQL_URL'): string {
  const url = process.env[variable];
  if (url === undefined) throw new Error(`${variable} is not set; run the tests with jest`);
  return url;
}

export function postgresAt(url: string): Database {
  return {
    name: 'PostgreSQL',
    async create(_dir, { isEmpty = false } = {}) {
      const database = newName();
      // It is there on the server that the tests found, not on one that a suite has started.
      const template = url === process.env.PG_URL ? process.env[TEMPLATES.PostgreSQL] : undefined;
      const from = isEmpty || template === undefined ? '' : `template "${template}"`;
      await onPostgres(url, `create database "${database}" ${from}`);
      const { hostname: host, port, username: user, password } = new URL(url);
      return {
        connection: {
          client: 'postgres',
          connection: { host, port: Number(port || 5432), user, password, database },
        },
        drop: async () => {
          await onPostgres(url, `drop database if exists "${database}" with (force)`);
        },
      };
    },
  };
}

export function mysqlAt(url: string): Database {
  return {
    name: 'MySQL',
    async create(_dir, { isEmpty = false } = {}) {
      const database = newName();
      await onMysql(url, `create database ${database} character set utf8mb4`);
      // As with PostgreSQL.
      const template = url === process.env.MYSQL_URL ? process.env[TEMPLATES.MySQL] : undefined;
      if (!isEmpty && template !== undefined) await copyMysql(url, template, database);
      const { hostname: host, port, username: user, password } = new URL(url);
      return {
        connection: {
          client: 'mysql',
          connection: { host, port: Number(port || 3306), user, password, database },
        },
        drop: async () => {
          await onMysql(url, `drop database if exists ${database}`);
        },
      };
    },
  };
}

/** MySQL has no templates. */
async function copyMysql(url: string, from: string, to: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url, multipleStatements: true });
  try {
    await connection.query(`use ${to}; set foreign_key_checks = 0`);
    const [tables] = await connection.query<RowDataPacket[]>(
      'select table_name as name from information_schema.tables where table_schema = ?',
      [from]
    );
    for (const { name } of tables) {
      const [[table]] = await connection.query<RowDataPacket[]>(
        `show create table ${from}.${name}`
      );
      await connection.query(
        `${table?.['Create Table']}; insert into ${name} select * from ${from}.${name}`
      );
    }
  } finally {
    await connection.end();
  }
}

/**
 * Names say which process made them, so that what a killed run left can be told from what another
 * run is using (`dropLeftovers`).
 */
const PREFIX = `lw_${os
  .hostname()
  .toLowerCase()
  .replace(/[^a-z0-9]/g, '')
  .slice(0, 20)}_`;
let made = 0;

function newName(): string {
  made += 1;
  return `${PREFIX}${process.pid}_${Date.now().toString(36)}${made}`;
}

/** Whether a database was made by a test process that is no more. */
export function isLeftover(name: string): boolean {
  return name.startsWith(PREFIX) && !isRunning(Number(name.slice(PREFIX.length).split('_')[0]));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs one statement on the server. @returns the `name` of each row it answers. */
export async function onPostgres(url: string, sql: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  // A server that goes away while the connection is idle is not this test's failure.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(sql);
    return rows.map((row) => row.name);
  } finally {
    await client.end();
  }
}

/** Runs one statement on the server. @returns the `name` of each row it answers. */
export async function onMysql(url: string, sql: string): Promise<string[]> {
  const connection = await mysql.createConnection({ uri: url, connectTimeout: 3_000 });
  try {
    const [rows] = await connection.query(sql);
    return Array.isArray(rows) ? rows.map((row) => String((row as { name: unknown }).name)) : [];
  } finally {
    await connection.end();
  }
}

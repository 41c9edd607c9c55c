'use strict';

const { spawnSync } = require('node:child_process');
const { Redis } = require('ioredis');
const mysql = require('mysql2/promise');
const admin = require('./tests/admin/setup/project');

const LOCAL_MYSQL = 'mysql://root@127.0.0.1:3306';
const LOCAL_REDIS = 'redis://127.0.0.1:6379';

/** Suites about transactions and about SQL of the plugin's own: they run on every database. */
const ON_EVERY_DATABASE = [
  'integration/backfill',
  'integration/coalesce',
  'integration/conditions',
  'integration/delivery-filters',
  'integration/delivery-retries',
  'integration/direct-writes',
  'integration/disabling',
  'integration/document-actions',
  'integration/document-order',
  'integration/health',
  'integration/insights',
  'integration/lanes',
  'integration/large-entries',
  'integration/media',
  'integration/privacy',
  'integration/privacy-changes',
  'integration/redelivery',
  'integration/replay-killed',
  'integration/rest-events',
  'integration/rest-malformed',
  'integration/rollback',
  'integration/secret-rotation',
  'integration/upkeep',
  'integration/wide-ids',
  'integration/webhooks-as-code-race',
  'integration/webhooks-at-once',
  'integration/webhooks-service',
  'queue/embedded-leases',
  'queue/embedded-queue',
  'queue/results',
  'stores/stores',
  'faults/kill',
  'faults/recovery',
];

/** Suites that kill a database server of their own: MariaDB is left out where there is none to start. */
const ON_OWN_SERVERS = ['faults/server-restart'];

/** Suites of which one database server is as good as another. */
const ON_POSTGRES_AS_WELL = ['faults/roles', 'integration/rest-texts', 'integration/roles'];

/** Suites about what a database server can do to the plugin. */
const ON_SERVERS = ['faults/connections', 'faults/two-instances', 'integration/concurrency'];
const ON_POSTGRES = [
  'faults/fleet-postgres',
  'faults/health',
  'integration/ring-postgres',
  'queue/bullmq-postgres',
  'queue/bullmq-postgres-bell',
];

/** Suites about the queue on Redis: left out where there is none. */
const ON_REDIS_AND_EVERY_DATABASE = ['queue/bullmq-redis'];
const ON_REDIS_AND_POSTGRES = ['integration/ring-redis'];
const ON_REDIS = ['queue/bullmq-redis-bell'];

/** Suites that kill a Redis of their own: left out where there is no `redis-server` to start. */
const ON_OWN_REDIS_AND_POSTGRES = ['faults/fleet-redis'];
const ON_OWN_REDIS = ['faults/bullmq-instances', 'faults/engine-lost'];

/**
 * Suites that compare times or hold them against a bound, or fill a machine with processes: nothing runs
 * beside them. What jest runs one after another it runs by runner, see tests/setup/serial-runner.js.
 */
const ALONE = [
  'faults/backlog',
  'faults/fleet-postgres',
  'faults/fleet-redis',
  'faults/hostile-load',
  'faults/recovery',
  'faults/shutdown',
  'queue/bullmq-postgres',
  'queue/bullmq-redis',
  'queue/embedded-queue',
];

const files = (names) => names.map((name) => `<rootDir>/tests/${name}.test.ts`);

const project = (DATABASE, options) => ({
  displayName: DATABASE,
  globals: { DATABASE },
  testEnvironment: '<rootDir>/tests/setup/outside-environment.js',
  runtime: '<rootDir>/tests/setup/outside-runtime.js',
  roots: ['<rootDir>/tests'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/examples', '<rootDir>/tests/fixtures'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  ...options,
});

/** The panel in a browser, with nothing beside it. */
const BROWSER = project('Browser', {
  testMatch: ['**/browser/**/*.test.ts'],
  runner: '<rootDir>/tests/setup/serial-runner.js',
  globalSetup: '<rootDir>/tests/setup/build-playground.mjs',
});

/**
 * One project per kind of database, and one for the panel: `npm test -- --selectProjects SQLite`.
 *
 * @returns {Promise<import('jest').Config>}
 */
module.exports = async () => {
  const withRedis = await hasRedis();
  const withOwnRedis = hasServer('redis-server', 'Redis');
  const onEveryDatabase = [...ON_EVERY_DATABASE, ...(withRedis ? ON_REDIS_AND_EVERY_DATABASE : [])];
  const onPostgres = [
    ...ON_POSTGRES,
    ...(withRedis ? ON_REDIS_AND_POSTGRES : []),
    ...(withOwnRedis ? ON_OWN_REDIS_AND_POSTGRES : []),
  ];
  const notOnSqlite = [
    ...ON_SERVERS,
    ...ON_OWN_SERVERS,
    ...ON_POSTGRES,
    ...ON_REDIS_AND_POSTGRES,
    ...ON_OWN_REDIS_AND_POSTGRES,
    ...(withRedis ? [] : [...ON_REDIS, ...ON_REDIS_AND_EVERY_DATABASE]),
    ...(withOwnRedis ? [] : ON_OWN_REDIS),
  ];
  const projects = [
    admin,
    ...projectsOf('SQLite', {
      testMatch: ['**/*.test.ts'],
      globalSetup: '<rootDir>/tests/setup/make-sqlite-template.ts',
      globalTeardown: '<rootDir>/tests/setup/drop-sqlite-template.ts',
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/tests/admin/',
        '<rootDir>/tests/browser/',
        ...notOnSqlite.map(inTests),
      ],
    }),
    ...projectsOf('PostgreSQL', {
      testMatch: files([
        ...onEveryDatabase,
        ...ON_POSTGRES_AS_WELL,
        ...ON_SERVERS,
        ...ON_OWN_SERVERS,
        ...onPostgres,
      ]),
      globalSetup: '<rootDir>/tests/setup/start-postgres.ts',
      globalTeardown: '<rootDir>/tests/setup/stop-postgres.ts',
    }),
  ];
  if (await hasMysql()) {
    projects.push(
      ...projectsOf('MySQL', {
        testMatch: files([
          ...onEveryDatabase,
          ...ON_SERVERS,
          ...(hasServer('mariadbd', 'MariaDB') ? ON_OWN_SERVERS : []),
        ]),
        globalSetup: '<rootDir>/tests/setup/find-mysql.ts',
        globalTeardown: '<rootDir>/tests/setup/drop-mysql-template.ts',
      })
    );
  }
  projects.push(BROWSER);
  // What a suite leaves behind in its worker slows the later ones down.
  return { projects, testTimeout: 240_000, maxWorkers: 2, workerIdleMemoryLimit: '700MB' };
};

/** What may run beside others, and what may not: two projects with one name. */
function projectsOf(DATABASE, { testPathIgnorePatterns = ['/node_modules/'], ...options }) {
  return [
    project(DATABASE, {
      ...options,
      testPathIgnorePatterns: [...testPathIgnorePatterns, ...ALONE.map(inTests)],
    }),
    project(DATABASE, {
      ...options,
      testPathIgnorePatterns: [...testPathIgnorePatterns, notInTests(ALONE)],
      runner: '<rootDir>/tests/setup/serial-runner.js',
    }),
  ];
}

function inTests(name) {
  return `/tests/${name}\\.test\\.ts$`;
}

function notInTests(names) {
  return `/tests/(?!(${names.join('|')})\\.test\\.ts$)`;
}

/** MySQL has no server on npm. What was asked for by MYSQL_URL is there, or its tests fail. */
async function hasMysql() {
  if (process.env.MYSQL_URL !== undefined) return true;
  try {
    const connection = await mysql.createConnection({ uri: LOCAL_MYSQL, connectTimeout: 3_000 });
    await connection.end();
    process.env.MYSQL_URL = LOCAL_MYSQL;
    return true;
  } catch (error) {
    console.log(
      `SKIPPED: every test on MySQL and MariaDB. Set MYSQL_URL, or start a server on 127.0.0.1:3306 (${error.code ?? error.message})`
    );
    return false;
  }
}

/** Redis has no server on npm either. */
async function hasRedis() {
  if (process.env.REDIS_URL !== undefined) return true;
  const client = new Redis(LOCAL_REDIS, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    process.env.REDIS_URL = LOCAL_REDIS;
    return true;
  } catch (error) {
    console.log(
      `SKIPPED: every test on Redis. Set REDIS_URL, or start a server on 127.0.0.1:6379 (${error.message})`
    );
    return false;
  } finally {
    client.disconnect();
  }
}

/** One that tests can start and kill. */
function hasServer(program, name) {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' });
  if (error === undefined) return true;
  console.log(`SKIPPED: every test that kills a ${name}. Install ${program} (${error.code})`);
  return false;
}

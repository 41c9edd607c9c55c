import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onMysql } from './databases';
import { until } from './receiver';
import { freePort } from './servers';

/** A MariaDB of a test's own, of the machine's binaries, which can be killed. */
export interface MariadbServer {
  url: string;
  /** SIGKILL, as a crash, and started again on the same data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startMariadb(): Promise<MariadbServer> {
  const home = mkdtempSync(path.join(tmpdir(), 'lifecycle-webhooks-mariadb-'));
  const data = `--datadir=${path.join(home, 'data')}`;
  // It refuses to run as root unless it is told to.
  const common = ['--no-defaults', data, ...(process.getuid?.() === 0 ? ['--user=root'] : [])];
  const { status, stderr, error } = spawnSync('mariadb-install-db', [
    ...common,
    ...['--auth-root-authentication-method=normal', '--skip-test-db'],
  ]);
  if (status !== 0) throw new Error(`mariadb-install-db failed: ${error ?? stderr.toString()}`);

  const port = await freePort();
  const url = `mysql://root@127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const start = async () => {
    const socket = `--socket=${path.join(home, 'socket')}`;
    const address = ['--bind-address=127.0.0.1', `--port=${port}`, socket];
    server = spawn('mariadbd', [...common, ...address], { stdio: 'ignore' });
    await until(
      () =>
        onMysql(url, 'select 1').then(
          () => true,
          () => false
        ),
      () => 'mariadbd does not answer'
    );
  };
  const kill = async () => {
    if (server === undefined) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
    server = undefined;
  };

  await start();
  return {
    url,
    async restart() {
      await kill();
      await start();
    },
    async stop() {
      await kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

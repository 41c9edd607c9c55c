import { execFile, fork } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { sqliteIn } from '../helpers/databases';
import { startReceiver } from '../helpers/receiver';

const run = promisify(execFile);
const ROOT = path.resolve(__dirname, '../..');
const FIXTURE = path.join(ROOT, 'tests/fixtures/strapi-app');

/** What runs inside the app that installed the package: one webhook, one entry, and goodbye. */
const PROGRAM = `
const { createStrapi } = require('@strapi/strapi');
(async () => {
  const app = await createStrapi({ appDir: __dirname, distDir: __dirname, autoReload: false, serveAdminPanel: false }).load();
  const plugin = app.plugin('lifecycle-webhooks');
  await plugin.service('webhooks').create({ name: 'packed', url: process.env.RECEIVER_URL, events: 'entry.*' });
  await app.documents('api::category.category').create({ data: { name: 'from the package' } });
  process.once('message', async () => { await app.destroy(); process.exit(0); });
  process.send('written');
})().catch((error) => { console.error(error); process.exit(1); });
`;

/** The versions a new app would get, with everything a panel build needs. */
function appPackage(tarball: string): string {
  const { devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const names = [
    '@strapi/strapi',
    '@strapi/plugin-users-permissions',
    'better-sqlite3',
    'react',
    'react-dom',
    'react-router-dom',
    'styled-components',
  ];
  return JSON.stringify({
    name: 'plain-app',
    private: true,
    version: '0.0.0',
    dependencies: {
      ...Object.fromEntries(names.map((name) => [name, devDependencies[name]])),
      'strapi-plugin-lifecycle-webhooks': `file:${tarball}`,
    },
  });
}

test('the packed tarball installs into a plain Strapi app and works there', async () => {
  const app = mkdtempSync(path.join(tmpdir(), 'lifecycle-webhooks-pack-'));
  const receiver = await startReceiver();
  try {
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', app],
      { cwd: ROOT }
    );
    const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
    const files = packed?.files.map((file) => file.path) ?? [];
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', 'strapi-server.js', 'strapi-admin.js'])
    );
    expect(files.filter((file) => /^(tests|server|admin|examples|bench)\//.test(file))).toEqual([]);

    cpSync(FIXTURE, app, { recursive: true });
    mkdirSync(path.join(app, 'public/uploads'), { recursive: true });
    writeFileSync(
      path.join(app, 'package.json'),
      appPackage(path.join(app, packed?.filename ?? ''))
    );
    // Installed from npm, the plugin is found by its name: no `resolve`.
    writeFileSync(
      path.join(app, 'config/plugins.js'),
      `module.exports = () => ({
        'users-permissions': { config: { jwtSecret: 'a-secret' } },
        'lifecycle-webhooks': { enabled: true, config: { network: { allow: ['127.0.0.1'] } } },
      });`
    );
    await run(
      'npm',
      ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'],
      {
        cwd: app,
        maxBuffer: 64 * 1_024 * 1_024,
      }
    );
    // Compiled once, where the tests are: whether the driver compiles is not what is asked here.
    const driver = 'node_modules/better-sqlite3/build';
    cpSync(path.join(ROOT, driver), path.join(app, driver), { recursive: true });

    writeFileSync(path.join(app, 'program.js'), PROGRAM);
    const env = {
      ...process.env,
      NODE_ENV: 'production',
      STRAPI_TELEMETRY_DISABLED: 'true',
      FIXTURE_DATABASE: JSON.stringify(sqliteIn(app)),
      FIXTURE_PUBLIC_DIR: path.join(app, 'public'),
      RECEIVER_URL: receiver.url,
    };
    const program = fork(path.join(app, 'program.js'), { cwd: app, env, execArgv: [] });
    const exit = new Promise<number | null>((resolve) => program.once('exit', resolve));
    const [request] = await receiver.waitFor(1);
    expect(request?.json).toMatchObject({
      event: 'entry.create',
      entry: { name: 'from the package' },
    });
    program.send('stop');
    expect(await exit).toBe(0);

    // The panel of an app that has the package builds with it.
    await run(
      process.execPath,
      [path.join(app, 'node_modules/@strapi/strapi/bin/strapi.js'), 'build'],
      {
        cwd: app,
        env,
        maxBuffer: 64 * 1_024 * 1_024,
      }
    );
    const build = path.join(app, 'build');
    expect(readFileSync(path.join(build, 'index.html'), 'utf8')).toContain('<script');
    const scripts = readdirSync(build).filter((file) => file.endsWith('.js'));
    const panel = scripts.map((file) => readFileSync(path.join(build, file), 'utf8')).join();
    expect(panel).toContain('Lifecycle Webhooks');
  } finally {
    await receiver.stop();
    rmSync(app, { recursive: true, force: true });
  }
}, 900_000);

// Brings a fresh clone to where the demo and the tests can run, and does only what is not done yet.
// It runs before anything is installed, so it imports nothing but what Node brings.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './setup/run-quietly.mjs';
import { isStamped, runAndStamp } from './setup/stamp.mjs';
import { step } from './setup/step.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const PLAYGROUND = path.join(ROOT, 'examples', 'playground');

/** npm is a script on Windows, which only a shell starts. */
const IS_WINDOWS = process.platform === 'win32';

/** What a build of the plugin depends on, and what it makes. */
const PLUGIN = {
  inputs: inRoot(
    'server',
    'admin',
    'contracts',
    'package.json',
    'package-lock.json',
    'tsconfig.json'
  ),
  outputs: inRoot('dist'),
  stampFile: stampFile('plugin'),
};

/** The same for the playground; what it embeds of the plugin is the plugin's dist. */
const APP = {
  inputs: [
    ...['config', 'src', 'package.json', 'tsconfig.json'].map((name) =>
      path.join(PLAYGROUND, name)
    ),
    ...inRoot('dist', 'package-lock.json'),
  ],
  outputs: [path.join(PLAYGROUND, 'dist')],
  stampFile: stampFile('playground'),
};

/** Runs `npm ci` when node_modules is not what package-lock.json says. */
export function ensureDependencies() {
  return step('Dependencies', 'npm ci, which takes some minutes', hasLockedDependencies, () =>
    runQuietly('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
      cwd: ROOT,

      shell: IS_WINDOWS,
    })
  );
}

/** Builds dist/ when it was not built from the sources as they are. */
export function ensurePluginBuilt() {
  return ensureBuilt('Plugin', 'npm run build', PLUGIN, () =>
    runQuietly('npm', ['run', '--silent', 'build'], { cwd: ROOT, shell: IS_WINDOWS })
  );
}

/** Builds the playground's server and its admin panel when they are older than it or the plugin. */
export function ensurePlaygroundBuilt() {
  return ensureBuilt('Playground', 'strapi build', APP, async () => {
    // The compiler leaves what it made of sources that are gone, and Strapi would load it.
    for (const output of APP.outputs) await rm(output, { recursive: true, force: true });
    await runQuietly(process.execPath, [binary('@strapi/strapi'), 'build'], {
      cwd: PLAYGROUND,
      env: { ...process.env, NODE_ENV: 'production', STRAPI_TELEMETRY_DISABLED: 'true' },
    });
  });
}

function ensureBuilt(name, work, build, run) {
  return step(
    name,
    work,
    () => isStamped(build),
    () => runAndStamp(build, run)
  );
}

/** The path of a package's one command, to be run by this very Node on every platform. */
export function binary(packageName) {
  const folder = path.join(ROOT, 'node_modules', packageName);
  const { bin } = readJson(path.join(folder, 'package.json'));
  return path.join(folder, typeof bin === 'string' ? bin : Object.values(bin)[0]);
}

/**
 * npm leaves a copy of the lock file in node_modules at the end of every install that succeeded.
 * The packages are compared, not the files: the copy lacks those that are for other platforms.
 */
function hasLockedDependencies() {
  const installedFile = path.join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const { packages: locked } = readJson(path.join(ROOT, 'package-lock.json'));
  const { packages: installed } = readJson(installedFile);
  return Object.entries(locked).every(([place, { version, integrity, optional, devOptional }]) => {
    const found = installed[place];
    if (place === '') return true;
    if (found === undefined) return optional === true || devOptional === true;
    const isSameBytes = integrity === undefined || found.integrity === integrity;
    return found.version === version && isSameBytes;
  });
}

function inRoot(...names) {
  return names.map((name) => path.join(ROOT, name));
}

/**
 * Not in dist, which is published, but where it goes together with the dependencies. Work trees that share
 * those have a stamp each.
 */
function stampFile(name) {
  const tree = createHash('sha256').update(ROOT).digest('hex').slice(0, 8);
  return path.join(ROOT, 'node_modules', '.cache', 'lifecycle-webhooks', `${name}-${tree}.stamp`);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

const STEPS = {
  deps: [ensureDependencies],
  plugin: [ensureDependencies, ensurePluginBuilt],
  playground: [ensureDependencies, ensurePluginBuilt, ensurePlaygroundBuilt],
};

/** `node scripts/setup.mjs deps|plugin|playground`: that step and those it needs. */
async function main(name) {
  if (!Object.hasOwn(STEPS, name)) {
    throw new Error(`Usage: node scripts/setup.mjs ${Object.keys(STEPS).join('|')}`);
  }
  for (const ensure of STEPS[name]) await ensure();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main(process.argv[2] ?? '');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

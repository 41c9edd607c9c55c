import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

/** As much as Playwright must be told to start it. */
export interface FoundBrowser {
  executablePath: string;
  /** Beside the environment of the tests. */
  env: Record<string, string>;
}

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

/** Where installers put it that do not add it to PATH. */
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  '/usr/lib/chromium/chromium',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
];

/**
 * The browser of the tests: the one that is named, one that is installed, the one from npm, Playwright's own.
 *
 * @throws Error that says what can be done where there is none.
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') {
    if (!isExecutable(named)) throw new Error(`CHROMIUM_PATH is no program: ${named}`);
    return plain(named);
  }
  const installed = [...onPath(), ...USUAL_PLACES].find(isExecutable);
  if (installed !== undefined) return plain(installed);
  if (process.platform === 'linux' && process.arch === 'x64') return fromNpm();
  const playwrights = chromium.executablePath();
  if (existsSync(playwrights)) return plain(playwrights);
  throw new Error(
    'The browser tests found no browser. Install Chromium or Google Chrome, or set CHROMIUM_PATH to one, ' +
      'or run `npx playwright-core install chromium-headless-shell chromium`.'
  );
}

function plain(executablePath: string): FoundBrowser {
  return { executablePath, env: {} };
}

function onPath(): string[] {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return COMMANDS.flatMap((name) => folders.map((folder) => path.join(folder, name + suffix)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Of the package `@sparticuz/chromium`, which is unpacked into the temporary folder at its first use. It
 * brings the libraries that a bare Linux lacks, but unpacks them only where it is told that it is on AWS. The
 * arguments it advises are left out: with `--single-process` it ends when a window is closed.
 */
async function fromNpm(): Promise<FoundBrowser> {
  const before = { ...process.env };
  process.env.CODEBUILD_BUILD_IMAGE = 'nodejs20';
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    return {
      executablePath: await packaged.executablePath(),
      env: {
        LD_LIBRARY_PATH: path.join(tmpdir(), 'al2023', 'lib'),
        FONTCONFIG_PATH: path.join(tmpdir(), 'fonts'),
      },
    };
  } finally {
    // It has set the same for this process, and all that this process starts.
    for (const name of ['CODEBUILD_BUILD_IMAGE', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

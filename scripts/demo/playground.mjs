import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { binary, PLAYGROUND } from '../setup.mjs';
import { freePort } from './free-port.mjs';

const BOOT_LIMIT_MS = 45_000;
const STOP_LIMIT_MS = 8_000;
/** Lines of Strapi's output that are kept, to be shown if it dies. */
const KEPT_LINES = 60;
/** A line of Strapi's log that a reader of the demo should see. */
const WARNING_OR_ERROR = /\] (warn|error): /;

/**
 * Starts the built playground and waits until it answers. It is a child process, as it would be
 * anywhere; nothing of Strapi runs in the demo's own. It listens on `wantedPort` where that is free;
 * 0 is any. `env` is added to its environment; `name` stands before what is told of it.
 */
export async function startPlayground(options) {
  const { site, receiverUrl, wantedPort = 1337, signal, name = 'Strapi', env = {} } = options;
  const port = await freePort(wantedPort);
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [binary('@strapi/strapi'), 'start'], {
    cwd: PLAYGROUND,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...site.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      STRAPI_TELEMETRY_DISABLED: 'true',
      DEMO_ADMIN_EMAIL: site.admin.email,
      DEMO_ADMIN_PASSWORD: site.admin.password,
      DEMO_RECEIVER_URL: receiverUrl,
      DEMO_WEBHOOK_SECRET: site.webhookSecret,
      ...(receiverUrl === '' ? {} : asCode(receiverUrl, site.webhookSecret)),
      ...env,
    },
  });
  // However the demo ends, Strapi ends with it.
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);

  const lines = [];
  const died = new AbortController();
  const ended = new Promise((resolve) => {
    const end = (how) => {
      died.abort(new Error(`${name} ${how}. The end of its output:\n\n${lines.join('\n')}`));
      process.off('exit', kill);
      resolve();
    };
    child.on('error', (error) => end(`could not be started: ${error.message}`));
    child.on('close', (code, name) =>
      end(code === null ? `was ended by ${name}` : `ended with code ${code}`)
    );
  });

  let isUp = false;
  const readLines = (stream) => {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text) => {
      const found = (rest + stripVTControlCharacters(text)).split('\n');
      rest = found.pop();
      for (const line of found) {
        if (isUp && WARNING_OR_ERROR.test(line)) console.error(`${name}: ${line}`);
        lines.push(line);
      }
      lines.splice(0, lines.length - KEPT_LINES);
    });
  };
  readLines(child.stdout);
  readLines(child.stderr);

  const stop = async () => {
    child.kill('SIGTERM');
    const limit = setTimeout(kill, STOP_LIMIT_MS);
    await ended;
    clearTimeout(limit);
  };

  try {
    process.stdout.write(`${name}: starting … `);
    const startedAt = performance.now();
    await answers(url, [signal, died.signal], () => lines);
    isUp = true;
    console.log(`up in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.log('failed');
    await stop();
    throw error;
  }
  return { url, stop, died: died.signal };
}

/** Of the webhook as code in its config/plugins.ts. */
function asCode(receiverUrl, secret) {
  return {
    SEARCH_WEBHOOK_URL: new URL('search', receiverUrl).href,
    SEARCH_WEBHOOK_SECRET: secret,
  };
}

/** Waits until Strapi's health check answers. */
async function answers(url, signals, linesSoFar) {
  const limit = AbortSignal.timeout(BOOT_LIMIT_MS);
  const signal = AbortSignal.any([...signals, limit]);
  for (;;) {
    // Refused connections are what waiting looks like; the signals say when it is over.
    const response = await fetch(`${url}/_health`, { signal }).catch(() => undefined);
    if (response?.ok) return;
    const aborted = signals.find((one) => one.aborted);
    if (aborted !== undefined) throw aborted.reason;
    if (limit.aborted) {
      const seconds = BOOT_LIMIT_MS / 1000;
      throw new Error(`Strapi did not answer within ${seconds} s:\n\n${linesSoFar().join('\n')}`);
    }
    await wait(100);
  }
}

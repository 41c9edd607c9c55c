import { readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { startInstance, type Instance } from '../helpers/instance';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';

const EXAMPLE = path.resolve('examples/prometheus');
const read = (file: string) => readFileSync(path.join(EXAMPLE, file), 'utf8');

let dir: string;
let receiver: Receiver;
let instance: Instance;
let url: string;

beforeAll(async () => {
  dir = temporaryDir();
  receiver = await startReceiver();
  const port = await freePort();
  url = `http://127.0.0.1:${port}/metrics`;
  const env = {
    NODE_OPTIONS: `--require ${path.join(EXAMPLE, 'instrumentation.cjs')}`,
    PROMETHEUS_PORT: String(port),
  };
  instance = await startInstance(dir, { config: { concurrencyPerWebhook: 1 } }, env);
});

afterAll(async () => {
  await instance?.stop();
  await receiver?.stop();
  rmSync(dir, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as AddressInfo;
      listener.close(() => resolve(port));
    });
  });
}

const scrape = async () => (await fetch(url)).text();

async function scraped(line: RegExp): Promise<void> {
  let last = '';
  await until(
    async () => line.test((last = await scrape())),
    () => `${line} is not in:\n${last}`
  );
}

/** Names of metrics, without what a histogram adds to its own. */
const namesIn = (text: string) =>
  new Set([...text.matchAll(/^# TYPE (lifecycle_webhooks_\w+)/gm)].map(([, name = '']) => name));

test('a site that loads the example is scraped, and tells what the README says', async () => {
  const held: (() => void)[] = [];
  receiver.answerWith((_request, response) => void held.push(() => response.end()));
  await instance.call('createWebhook', {
    name: 'measured',
    url: receiver.url,
    events: 'entry.create',
  });
  await instance.call('createNote', { text: 'one' });
  await receiver.waitFor(1);
  await instance.call('createNote', { text: 'two' });
  await scraped(/^lifecycle_webhooks_backlog\{.*lifecycle_webhooks_webhook_id="whk_.* 1$/m);
  receiver.answerWith((_request, response) => response.end());
  held.forEach((answer) => answer());
  await scraped(
    /^lifecycle_webhooks_attempts_total\{.*lifecycle_webhooks_event_type="entry.create".*lifecycle_webhooks_outcome="delivered".* 2$/m
  );
  // As an instance leaves it that is killed.
  const died = "status = 'sending', lease_token = 'of the dead', lease_expires_at = 1";
  await instance.call('sql', { sql: `update lifecycle_webhooks_deliveries set ${died}` });
  await scraped(/^lifecycle_webhooks_lease_reclaims_total/m);

  const documented = [...read('README.md').matchAll(/^\| `[\w.]+` +\| `(\w+)`/gm)];
  expect([...namesIn(await scrape())].sort()).toEqual(documented.map(([, name]) => name).sort());
});

test('alerts ask for what is scraped', async () => {
  const text = await scrape();
  const series = [...text.matchAll(/^(lifecycle_webhooks_\w+)/gm)].map(([name]) => name);
  const labels = [...text.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label);
  const known = new Set([...series, ...labels]);
  const asked = [...read('alerts.yml').matchAll(/lifecycle_webhooks_\w+/g)].map(([name]) => name);
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});

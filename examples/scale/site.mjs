import { setTimeout as wait } from 'node:timers/promises';
import { createAdminClient } from '../../scripts/demo/admin-client.mjs';
import { onInterruption } from '../../scripts/demo/interruption.mjs';
import { createLedger } from '../../scripts/demo/ledger.mjs';
import { startPlayground } from '../../scripts/demo/playground.mjs';
import { describe } from '../../scripts/demo/print.mjs';
import { startReceiver } from '../../scripts/demo/receiver.mjs';
import { openSite } from '../../scripts/demo/site.mjs';
import { EXPECTED, tellStory } from '../../scripts/demo/story.mjs';

// Those that deliver first: whoever only captures warns when nobody does.
const INSTANCES = [
  { name: 'deliver 1', role: 'deliver', wantedPort: 1339 },
  { name: 'deliver 2', role: 'deliver', wantedPort: 1340 },
  { name: 'web 1', role: 'capture', wantedPort: 1337 },
  { name: 'web 2', role: 'capture', wantedPort: 1338 },
];
const WEB = INSTANCES.filter(({ role }) => role === 'capture').length;

/** Milliseconds a `--once` run may take after the set-up, stopping not included. */
const ONCE_LIMIT_MS = 120_000;

/** @returns {Promise<number>} the exit code */
export async function runSite({ once, database, redis }) {
  const interrupted = onInterruption();
  const limits = once ? [AbortSignal.timeout(ONCE_LIMIT_MS)] : [];
  const signal = AbortSignal.any([interrupted.signal, ...limits]);
  const ledger = createLedger(EXPECTED * WEB);
  const closers = [];
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix };
  try {
    await play({ once, env, ledger, signal, closers });
  } catch (error) {
    // What waits for a time tells why it was aborted in its cause only.
    if (once || !interrupted.signal.aborted) throw error.cause ?? error;
  } finally {
    if (!once) console.log('\nStopping …');
    for (const close of closers.reverse()) await close();
    interrupted.forget();
  }
  for (const problem of ledger.problems()) console.error(problem);
  console.log(JSON.stringify(ledger.summary()));
  return ledger.problems().length === 0 ? 0 : 1;
}

async function play({ once, env, ledger, signal, closers }) {
  const site = await openSite({ temporary: true });
  closers.push(site.close);
  const receiver = await startReceiver(site.webhookSecret, (webhook) => {
    ledger.receive(webhook);
    console.log(describe(webhook));
  });
  closers.push(receiver.close);

  const instances = [];
  // One after the other: the first makes the tables.
  for (const { name, role, wantedPort } of INSTANCES) {
    const instance = await startPlayground({
      ...{ site, receiverUrl: receiver.url, wantedPort, signal, name },
      env: { ...env, LIFECYCLE_WEBHOOKS_ROLE: role },
    });
    closers.push(instance.stop);
    instances.push({ ...instance, role });
  }
  const alive = AbortSignal.any([signal, ...instances.map(({ died }) => died)]);
  const web = instances.filter(({ role }) => role === 'capture');
  const clients = await Promise.all(
    web.map(({ url }) => createAdminClient({ url, ...site.admin, signal: alive }))
  );
  for (const client of clients) await tellStory({ client, ledger, signal: alive });
  const { instances: seen } = await clients[0].get('/lifecycle-webhooks/insights');
  console.table(seen.map(({ id, role, host, pid }) => ({ id, role, host, pid })));
  if (once) return;

  console.log(`
  Admin panels  ${web.map(({ url }) => `${url}/admin`).join('  ')}
  E-mail        ${site.admin.email}
  Password      ${site.admin.password}

Change something in either panel and see it arrive here. Ctrl-C ends it all.
`);
  await wait(2 ** 31 - 1, undefined, { signal: alive });
}

import { setTimeout as wait } from 'node:timers/promises';
import { createAdminClient } from './admin-client.mjs';
import { onInterruption } from './interruption.mjs';
import { createLedger } from './ledger.mjs';
import { startPlayground } from './playground.mjs';
import { describe } from './print.mjs';
import { startReceiver } from './receiver.mjs';
import { openSite } from './site.mjs';
import { EXPECTED, tellStory } from './story.mjs';

/** Milliseconds a `--once` run may take after the set-up, stopping not included. */
const ONCE_LIMIT_MS = 50_000;

/** @returns {Promise<number>} the exit code */
export async function runDemo({ once }) {
  const interrupted = onInterruption();
  const limits = once ? [AbortSignal.timeout(ONCE_LIMIT_MS)] : [];
  const signal = AbortSignal.any([interrupted.signal, ...limits]);
  const ledger = createLedger(EXPECTED);
  const closers = [];
  let exitCode = 0;
  try {
    await play({ once, ledger, signal, closers });
  } catch (error) {
    const wasAskedTo = interrupted.signal.aborted && !once;
    if (!wasAskedTo) {
      exitCode = 1;
      console.error(`\n${messageOf(error, signal)}`);
    }
  } finally {
    if (!once) console.log('\nStopping …');
    for (const close of closers.reverse()) await close();
    interrupted.forget();
  }
  if (once) {
    for (const problem of ledger.problems()) console.error(problem);
    console.log(JSON.stringify(ledger.summary()));
    if (ledger.problems().length > 0) exitCode = 1;
  }
  return exitCode;
}

/** Everything between the set-up and the end. What must be ended is put into `closers`. */
async function play({ once, ledger, signal, closers }) {
  const site = await openSite({ temporary: once });
  closers.push(site.close);

  const receiver = await startReceiver(site.webhookSecret, (webhook) => {
    ledger.receive(webhook);
    console.log(describe(webhook));
  });
  closers.push(receiver.close);

  const playground = await startPlayground({ site, receiverUrl: receiver.url, signal });
  closers.push(playground.stop);
  console.log(`
  Admin panel  ${playground.url}/admin
  E-mail       ${site.admin.email}
  Password     ${site.admin.password}
  Receiver     ${receiver.url}
`);

  // Strapi dying ends whatever is waited for.
  const alive = AbortSignal.any([signal, playground.died]);
  const client = await createAdminClient({ url: playground.url, ...site.admin, signal: alive });
  await tellStory({ client, ledger, signal: alive });
  if (once) return;

  const { expected, received, verified } = ledger.summary();
  console.log(`
${received} of ${expected} webhooks arrived, ${verified} with a valid signature.
Change something in the panel and see it arrive here. Ctrl-C ends the demo.
`);
  await wait(2 ** 31 - 1, undefined, { signal: alive });
}

/** An abort is told by its reason; everything else by itself. */
function messageOf(error, signal) {
  if (signal.aborted && signal.reason.name === 'TimeoutError') {
    return `The demo took longer than ${ONCE_LIMIT_MS / 1000} s and was ended.`;
  }
  if (error.name === 'AbortError' && error.cause instanceof Error) return error.cause.message;
  return error.message;
}

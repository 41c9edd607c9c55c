import { quantile, turns } from './lib/numbers.mjs';
import { startReceiver } from './lib/receiver.mjs';
import { startVariant } from './lib/variant.mjs';

const VARIANTS = [
  { name: "Strapi's own webhooks", plugin: false },
  { name: 'plugin', plugin: true },
];
const RATES = [50, 200];

/** Seconds of one turn. */
const SECONDS = 5;

/**
 * From the commit of a write to the last byte of its request at the receiver, which is another
 * process; both read the machine's monotonic clock. Notes are created at an even pace, and each
 * belongs to a transaction that says when it committed.
 */
export async function latency({ rounds = 4, database }) {
  const receiver = await startReceiver();
  const variants = [];
  for (const { name, plugin } of VARIANTS) {
    const instance = await startVariant({ plugin, database });
    const webhook = {
      name,
      url: receiver.url(name.replaceAll(' ', '-')),
      events: ['entry.create'],
    };
    if (plugin) await instance.call('addWebhooks', { ...webhook, secret: 'a-secret-to-sign-with' });
    else await instance.call('addStrapiWebhooks', webhook);
    variants.push({ name, instance, path: name.replaceAll(' ', '-'), latencies: {}, writeMs: {} });
  }

  let expected = 0;
  let delivered = 0;
  for (let round = -1; round < rounds; round += 1) {
    for (const perSecond of RATES) {
      for (const variant of turns(variants, round + 1)) {
        const count = perSecond * (round < 0 ? 1 : SECONDS);
        const { received, committed, totalMs } = await turn(variant, receiver, {
          count,
          perSecond,
        });
        if (round < 0) continue; // warm-up
        const own = (variant.latencies[perSecond] ??= []);
        own.push(...Object.entries(committed).map(([text, at]) => received[text] - at));
        (variant.writeMs[perSecond] ??= []).push(totalMs / count);
        expected += count;
        delivered += Object.keys(received).length;
      }
    }
  }

  for (const { instance } of variants) await instance.stop();
  await receiver.stop();
  const results = RATES.flatMap((perSecond) =>
    variants.map(({ name, latencies, writeMs }) => ({
      eventsPerSecond: perSecond,
      variant: name,
      p50Ms: quantile(latencies[perSecond], 0.5),
      p95Ms: quantile(latencies[perSecond], 0.95),
      p99Ms: quantile(latencies[perSecond], 0.99),
      // Less than asked for: the machine could not keep up with the writes.
      writtenPerSecond: 1_000 / quantile(writeMs[perSecond], 0.5),
    }))
  );
  return { expected, delivered, results };
}

let prefixes = 0;

async function turn({ instance, path }, receiver, { count, perSecond }) {
  await receiver.forget();
  await receiver.watch(path);
  prefixes += 1;
  const written = await instance.call('createPaced', { count, perSecond, prefix: `n${prefixes}` });
  await receiver.waitFor(count, { name: path });
  return { ...written, received: await receiver.times(path) };
}

import { quantile, turns } from './lib/numbers.mjs';
import { startReceiver } from './lib/receiver.mjs';
import { startVariant } from './lib/variant.mjs';

const BASELINE = 'plugin absent';
const VARIANTS = [
  { name: BASELINE, plugin: false, webhooks: 0 },
  { name: 'no matching webhook', plugin: true, webhooks: 0 },
  { name: '1 matching webhook', plugin: true, webhooks: 1 },
  { name: '10 matching webhooks', plugin: true, webhooks: 10 },
];

/** Creates in one turn of a variant. */
const CREATES = 25;

/**
 * What capture costs a write: `documents.create` of an article with relations and a component, while
 * events are relayed and delivered in the same process. The variants take turns in one run, in an
 * order that changes, and the next begins when everything of the last has arrived.
 */
export async function capture({ rounds = 40, database }) {
  const receiver = await startReceiver();
  const variants = [];
  for (const { name, plugin, webhooks } of VARIANTS) {
    const instance = await startVariant({ plugin, database });
    if (plugin) {
      // One that wants something else, so that "no matching webhook" is a site that uses the plugin.
      const other = { name: 'other', url: receiver.url(), events: ['media.*'] };
      await instance.call('addWebhooks', { count: 1, ...other });
      const matching = { ...other, events: ['entry.create'], secret: 'a-secret-to-sign-with' };
      await instance.call('addWebhooks', { count: webhooks, ...matching });
    }
    variants.push({ name, webhooks, instance, latencies: [], totalMs: 0, count: 0 });
  }

  let expected = 0;
  for (let round = -2; round < rounds; round += 1) {
    for (const variant of turns(variants, round + 4)) {
      const { latencies, totalMs } = await variant.instance.call('create', { count: CREATES });
      expected += CREATES * variant.webhooks;
      await receiver.waitFor(expected);
      if (round < 0) continue; // warm-up
      variant.latencies.push(...latencies);
      variant.totalMs += totalMs;
      variant.count += CREATES;
    }
  }

  const results = variants.map(({ name, latencies, totalMs, count }) => ({
    name,
    creates: count,
    p50Ms: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
    createsPerSecond: count / (totalMs / 1_000),
  }));
  const base = results.find(({ name }) => name === BASELINE);
  const delivered = await receiver.received();
  for (const variant of variants) await variant.instance.stop();
  await receiver.stop();
  return {
    delivered,
    expected,
    results: results.map((result) => ({
      ...result,
      p50Ratio: result.p50Ms / base.p50Ms,
      createsRatio: result.createsPerSecond / base.createsPerSecond,
    })),
  };
}

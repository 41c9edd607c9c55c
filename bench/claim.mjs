import { median, quantile, turns } from './lib/numbers.mjs';
import { startVariant } from './lib/variant.mjs';

const FEW = 1_000;
const MANY = 1_000_000;

/** What waits while ten deliveries of one webhook are claimed. `of` is what a variant is compared with. */
const VARIANTS = [
  { name: '1,000 pending', pending: FEW },
  { name: '1,000,000 pending', pending: MANY, of: '1,000 pending' },
  {
    name: '1,000 pending, 1,000,000 of a receiver that hangs',
    pending: FEW,
    hanging: MANY,
    of: '1,000 pending',
  },
  { name: 'per document: 1,000 pending', pending: FEW, perDocument: 10 },
  {
    name: 'per document: 1,000,000 pending',
    pending: MANY,
    perDocument: 10,
    of: 'per document: 1,000 pending',
  },
];

/** Claims in one turn of a variant. */
const CLAIMS = 10;

/**
 * What a claim costs: from the look at the lanes to the bodies of ten deliveries, with its commit.
 * Each variant is a database of its own; what a claim took is put back before the next.
 */
export async function claim({ rounds = 20, database }) {
  const variants = [];
  for (const variant of VARIANTS) {
    const instance = await startVariant({ database });
    const [webhookId, hangingId] = await instance.call('addWebhooks', { count: 2, ...DISABLED });
    const { pending, hanging, perDocument } = variant;
    await instance.call('seed', { webhookId, count: pending, body: BODY, perDocument });
    if (hanging !== undefined) {
      const hangs = { webhookId: hangingId, body: BODY };
      await instance.call('seed', { ...hangs, count: hanging });
      await instance.call('seed', { ...hangs, count: 10, status: 'sending' });
    }
    variants.push({ ...variant, webhookId, instance, took: [], medians: [] });
  }

  for (let round = -2; round < rounds; round += 1) {
    for (const variant of turns(variants, round + 2)) {
      const { instance, webhookId, perDocument } = variant;
      const asked = { times: CLAIMS, webhookId, ordered: perDocument !== undefined };
      const took = await instance.call('claim', asked);
      if (round < 0) continue; // warm-up
      variant.took.push(...took);
      variant.medians.push(median(took));
    }
  }

  for (const { instance } of variants) await instance.stop();
  return {
    results: variants.map(({ name, of, took, medians }) => {
      const base = variants.find((other) => other.name === of);
      return {
        waiting: name,
        claims: took.length,
        p50Ms: median(took),
        p95Ms: quantile(took, 0.95),
        // Of each round its own: what the machine does meanwhile is then the same for both.
        ratio: base && median(medians.map((value, round) => value / base.medians[round])),
      };
    }),
  };
}

/** The plugin leaves its own hands off what waits for a disabled webhook. */
const DISABLED = {
  name: 'disabled',
  url: 'http://127.0.0.1:9',
  events: ['entry.create'],
  enabled: false,
};

const BODY = JSON.stringify({ event: 'entry.create', entry: { title: 'A title' } });

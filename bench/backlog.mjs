import { createPlace } from './lib/databases.mjs';
import { startReceiver } from './lib/receiver.mjs';
import { startVariant } from './lib/variant.mjs';

const BACKLOGS = [1_000, 100_000];

/** The body of every delivery: about what an article with relations makes. */
const BODY = JSON.stringify({ event: 'entry.create', entry: { text: 'x'.repeat(1_000) } });

/**
 * Draining what waited, and what it takes of memory. Each backlog is drained by a Strapi that was
 * started when it was there already: nothing of writing it is in its memory.
 */
export async function backlog({ database }) {
  const results = [];
  for (const pending of BACKLOGS) results.push(await drain(pending, database));
  return {
    results: results.map((result) => ({
      ...result,
      peakRssRatio: result.peakRssMb / results[0].peakRssMb,
      heapRatio: result.heapHalfwayMb / results[0].heapHalfwayMb,
    })),
  };
}

async function drain(pending, database) {
  const receiver = await startReceiver();
  const place = await createPlace(database);
  const webhook = {
    name: 'waiting',
    url: receiver.url(),
    events: ['entry.create'],
    secret: 'a-secret-to-sign-with',
    enabled: false,
  };
  const before = await startVariant({ database, place });
  const [id] = await before.call('addWebhooks', webhook);
  await before.call('seed', { webhookId: id, count: pending, body: BODY });
  await before.stop();

  const instance = await startVariant({ database, place, execArgv: ['--expose-gc'] });
  const { rss } = await instance.call('memory');
  await instance.call('updateWebhook', { id, enabled: true });
  const timeoutMs = 1_200_000;
  const { firstAt } = await receiver.waitFor(1, { timeoutMs });
  await receiver.waitFor(pending / 2, { timeoutMs });
  const halfway = await instance.call('memory');
  await receiver.waitFor(pending, { timeoutMs });
  const endedAt = await instance.call('recorded', { webhookId: id });
  const { peakRss } = await instance.call('memory');
  await instance.stop();
  await receiver.stop();
  await place.drop();
  return {
    pending,
    deliveriesPerSecond: pending / ((endedAt - firstAt) / 1_000),
    rssBeforeMb: toMb(rss),
    peakRssMb: toMb(peakRss),
    heapHalfwayMb: toMb(halfway.heapUsed),
  };
}

const toMb = (bytes) => bytes / 1_048_576;

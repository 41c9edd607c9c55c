import { median, turns } from './lib/numbers.mjs';
import { startReceiver } from './lib/receiver.mjs';
import { startVariant } from './lib/variant.mjs';

const EVENTS = ['entry.create'];
const SECRET = 'a-secret-to-sign-with';

/** Requests under way to one webhook where the setting is raised; the plugin's own limit allows for more. */
const RAISED = 200;

/** How each variant sends; `concurrency` is the webhook's. */
const VARIANTS = [
  { name: "Strapi's own webhooks", plugin: false },
  { name: 'plugin, as it comes (10 per webhook)', plugin: true, config: {}, concurrency: null },
  {
    name: `plugin, concurrency ${RAISED}`,
    plugin: true,
    config: { concurrency: 2 * RAISED },
    concurrency: RAISED,
  },
];

/**
 * What is sent to: so many webhooks, answered after so long, perhaps beside one that takes long.
 * `events`: as many as take a few seconds, for Strapi, and for the plugin with 10 and with more at once.
 */
const SCENARIOS = [
  { name: 'fast receiver', webhooks: 1, delayMs: 0, events: [10_000, 10_000, 10_000] },
  { name: 'fast receiver, 10 webhooks', webhooks: 10, delayMs: 0, events: [1_000, 1_000, 1_000] },
  { name: '100 ms receiver', webhooks: 1, delayMs: 100, events: [150, 300, 6_000] },
  {
    name: 'fast, beside one of 1 s',
    webhooks: 1,
    delayMs: 0,
    besideMs: 1_000,
    // As many as alone: beginning and end are then the same part of either.
    events: [30, 10_000, 10_000],
  },
];

/**
 * Deliveries per second. Strapi's are emitted on its event hub, sent, and forgotten; the plugin's go
 * through its outbox, are signed, sent, and recorded with their attempts: the time ends when the last
 * of them is. Both tell of the same article; variants take turns, and so does the code of another clone that
 * they are to be held `against`.
 */
export async function delivery({ rounds = 5, database, scenario: beginning = '', against }) {
  const scenarios = SCENARIOS.filter(({ name }) => name.startsWith(beginning));
  const receiver = await startReceiver();
  const variants = [];
  for (const variant of variantsOf(against)) {
    const { plugin, config, tree } = variant;
    const instance = await startVariant({ plugin, config, database, tree });
    await instance.call('prepare');
    variants.push({ ...variant, instance, index: variants.length });
  }

  const rates = scenarios.map(() => variants.map(() => []));
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, scenario] of scenarios.entries()) {
      for (const variant of turns(variants, round + 1)) {
        // The first round warms up, in short.
        const part = round < 0 ? 0.2 : 1;
        const count = Math.ceil(scenario.events[variant.sends] * part);
        const rate = await measure({ ...variant, receiver, scenario, count });
        if (round >= 0) rates[index][variant.index].push(rate);
      }
    }
  }

  for (const { instance } of variants) await instance.stop();
  await receiver.stop();
  return {
    results: scenarios.flatMap((scenario, index) =>
      rowsOf(variants, scenario, rates[index], rates[0])
    ),
  };
}

/** Each with its place among those of this code: where it finds how many events it is given. */
function variantsOf(against) {
  return VARIANTS.flatMap((variant, sends) => {
    const own = { ...variant, sends };
    if (against === undefined || !variant.plugin) return [own];
    return [own, { ...own, name: `${variant.name}, of ${against}`, tree: against }];
  });
}

/** Deliveries per second to the webhooks that are looked at. */
async function measure({ plugin, concurrency, instance, receiver, scenario, count }) {
  const { webhooks, delayMs, besideMs } = scenario;
  const add = async (name, delay, number) => {
    const webhook = { name, url: receiver.url(name, delay), events: EVENTS, count: number };
    if (!plugin) return instance.call('addStrapiWebhooks', webhook);
    return instance.call('addWebhooks', { ...webhook, secret: SECRET, concurrency });
  };
  // The slow one first: it is the first to be served, by who serves one after another.
  const beside = besideMs === undefined ? [] : await add('beside', besideMs, 1);
  const looked = await add('looked', delayMs, webhooks);

  const expected = count * webhooks;
  const startedAt = await instance.call(plugin ? 'append' : 'emit', { count });
  let { lastAt } = await receiver.waitFor(expected, { name: 'looked' });
  for (const webhookId of plugin ? looked : []) {
    lastAt = Math.max(lastAt, await instance.call('recorded', { webhookId }));
  }

  if (plugin) {
    await instance.call('removeWebhooks', { ids: [...(beside ?? []), ...looked] });
    await instance.call('clearLog');
  } else {
    await instance.call('removeStrapiWebhooks');
  }
  await receiver.forget();
  return expected / ((lastAt - startedAt) / 1_000);
}

function rowsOf(variants, scenario, rates, alone) {
  return variants.map(({ name }, index) => ({
    receiver: scenario.name,
    variant: name,
    deliveriesPerSecond: median(rates[index]),
    // Of each round its own: what the machine does meanwhile is then the same for both.
    ratioToStrapi: median(rates[index].map((rate, round) => rate / rates[0][round])),
    ...(scenario.besideMs === undefined
      ? {}
      : { ofAlone: median(rates[index].map((rate, round) => rate / alone[index][round])) }),
    lowest: Math.min(...rates[index]),
    highest: Math.max(...rates[index]),
  }));
}

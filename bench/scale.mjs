import os from 'node:os';
import { Redis } from 'ioredis';
import { createPlace } from './lib/databases.mjs';
import { median, quantile, turns } from './lib/numbers.mjs';
import { startReceiver } from './lib/receiver.mjs';
import { startVariant } from './lib/variant.mjs';

const SECRET = 'a-secret-to-sign-with';
const EVENTS = ['entry.create'];
const WEBHOOKS = 10;
/** Of a turn; each is told to ten webhooks. */
const COUNT = 500;
/** Events per second, and seconds, of a turn of latency. */
const PACE = { perSecond: 20, seconds: 4 };
/** Of each process: three fleets of five have to share the hundred connections of a PostgreSQL as it comes. */
const POOL = { min: 0, max: 4 };
/** A receiver that never answers in the time a turn takes. */
const HANGS_MS = 60_000;

/** In turns: each on a database of its own, with the engine beside it. */
const QUEUES = [
  { name: 'embedded', queueOf: () => 'embedded' },
  { name: 'BullMQ, Redis', queueOf: ({ redis, prefix }) => ({ bullmq: { redis, prefix } }) },
  { name: 'BullMQ, PostgreSQL', queueOf: ({ postgres }) => ({ bullmq: { postgres } }) },
];

/**
 * The same site with one, two and four delivering processes: one Strapi that only captures, the others only
 * deliver, all on one PostgreSQL server. Receivers, senders, database and engine share this machine.
 */
export async function scale({ rounds = 3, processes }) {
  const receiver = await startReceiver();
  const results = [];
  for (const count of processes) {
    const fleets = [];
    for (const [index, queue] of QUEUES.entries()) {
      fleets.push(await startFleet({ ...queue, prefix: `bench-${process.pid}-${index}`, count }));
    }
    const seen = fleets.map(() => ({ rate: [], beside: [], latencies: [], cpu: [], machine: [] }));
    for (let round = -1; round < rounds; round += 1) {
      for (const fleet of turns(fleets, round + 1)) {
        const turn = await measure(fleet, receiver, round < 0 ? COUNT / 5 : COUNT);
        if (round < 0) continue; // warm-up
        const own = seen[fleets.indexOf(fleet)];
        for (const [name, value] of Object.entries(turn)) own[name].push(value);
      }
    }
    for (const fleet of fleets) await fleet.stop();
    results.push(...fleets.map(({ name }, index) => rowOf(name, count, seen[index], seen[0].rate)));
  }
  await receiver.stop();
  return { results };
}

async function startFleet({ name, queueOf, prefix, count }) {
  const place = await createPlace('postgres', { pool: POOL });
  const { connection } = JSON.parse(place.env.FIXTURE_DATABASE);
  const { user, password, host, port, database } = connection;
  const postgres = `postgres://${user}:${password}@${host}:${port}/${database}`;
  const redis = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
  const queue = queueOf({ redis, prefix, postgres });
  const start = (role) => startVariant({ place, config: { role, queue } });
  const writer = await start('capture');
  const delivering = [];
  for (let index = 0; index < count; index += 1) delivering.push(await start('deliver'));
  await writer.call('prepare');
  return {
    name,
    writer,
    delivering,
    async stop() {
      for (const instance of [...delivering, writer]) await instance.stop();
      await place.drop();
      await forgetKeys(redis, prefix);
    },
  };
}

async function forgetKeys(url, prefix) {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
}

async function measure({ writer, delivering }, receiver, count) {
  const add = (name, number, delayMs) =>
    writer.call('addWebhooks', {
      ...{ name, url: receiver.url(name, delayMs), events: EVENTS, secret: SECRET },
      count: number,
    });

  const looked = await add('looked', WEBHOOKS, 0);
  // What a receiver is like, and how much may be given to it at a time, is found out by sending to it.
  await rateOf(writer, receiver, looked, count / 5);
  const before = { cpu: await cpuOf(delivering), machine: machineCpu() };
  const alone = await rateOf(writer, receiver, looked, count);
  const deliveries = count * WEBHOOKS;
  const cpu = ((await cpuOf(delivering)) - before.cpu) / deliveries;
  const machine = (machineCpu() - before.machine) / deliveries;

  const hung = await add('hung', 1, HANGS_MS);
  const beside = await rateOf(writer, receiver, looked, count);
  await writer.call('removeWebhooks', { ids: [...hung, ...looked] });
  await receiver.forget();

  const latencies = await latenciesOf(writer, receiver, await add('paced', 1, 0));
  return { rate: alone, beside: beside / alone, latencies, cpu, machine };
}

/** Deliveries per second, until the last of them is recorded. */
async function rateOf(writer, receiver, webhookIds, count) {
  await receiver.forget();
  const startedAt = await writer.call('append', { count });
  let { lastAt } = await receiver.waitFor(count * WEBHOOKS, { name: 'looked' });
  for (const webhookId of webhookIds) {
    lastAt = Math.max(lastAt, await writer.call('recorded', { webhookId }));
  }
  return (count * WEBHOOKS) / ((lastAt - startedAt) / 1_000);
}

let prefixes = 0;

/** From commit to receipt, at an even pace. */
async function latenciesOf(writer, receiver, ids) {
  await receiver.watch('paced');
  prefixes += 1;
  const { perSecond, seconds } = PACE;
  const count = perSecond * seconds;
  const written = await writer.call('createPaced', { count, perSecond, prefix: `s${prefixes}` });
  await receiver.waitFor(count, { name: 'paced' });
  const received = await receiver.times('paced');
  await writer.call('removeWebhooks', { ids });
  await receiver.forget();
  return Object.entries(written.committed).map(([text, at]) => received[text] - at);
}

async function cpuOf(instances) {
  const used = await Promise.all(instances.map((instance) => instance.call('cpu')));
  return used.reduce((sum, ms) => sum + ms, 0);
}

/** Milliseconds that the machine's processors have worked: senders, receiver, database and engine together. */
function machineCpu() {
  return os
    .cpus()
    .reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

function rowOf(name, processes, { rate, beside, latencies, cpu, machine }, embedded) {
  const all = latencies.flat();
  return {
    queue: name,
    delivering: processes,
    deliveriesPerSecond: median(rate),
    ratioToEmbedded: median(rate.map((value, round) => value / embedded[round])),
    besideOneThatHangs: median(beside),
    p50Ms: quantile(all, 0.5),
    p95Ms: quantile(all, 0.95),
    cpuMsPerDelivery: median(cpu),
    machineCpuMsPerDelivery: median(machine),
  };
}

import { rmSync } from 'node:fs';
import { documentsOf } from '../helpers/documents';
import { logToFile, type LogFile } from '../helpers/log-file';
import { createRedisServer, type RedisServer } from '../helpers/redis-server';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const LOST = "The queue's engine cannot be reached";
const BACK = "The queue's engine is reached again";

/** Requests under way at once, of the one webhook there is. */
const SLOTS = 4;

let redis: RedisServer;
let receiver: Receiver;
let log: LogFile;
let app: TestStrapi;
let dir: string;

beforeEach(async () => {
  dir = temporaryDir();
  redis = await createRedisServer();
  receiver = await startReceiver();
  log = logToFile();
});

afterEach(async () => {
  redis.goOn();
  await app?.stop();
  await redis.stop();
  await receiver.stop();
  log.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function startSite(): Promise<void> {
  app = await startStrapi({
    config: {
      queue: { bullmq: { redis: redis.url } },
      concurrency: SLOTS,
      concurrencyPerWebhook: SLOTS,
    },
    logLevel: 'info',
    dir,
  });
  const { data } = await app.service('webhooks').findMany({});
  if (data.length > 0) return;
  await app.service('webhooks').create({
    name: 'new notes',
    url: receiver.url,
    events: 'entry.create',
    timeoutMs: 60_000,
  });
}

async function newNotes(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await documentsOf(app, 'api::note.note').create({ data: { text: 'a note' } });
  }
}

/** Each of so many events has arrived, and its delivery says so. */
async function allDelivered(count: number): Promise<void> {
  const arrived = () => new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size;
  await until(
    () => arrived() === count,
    () => `${arrived()} of ${count} arrived; ${log.text().slice(-2_000)}`
  );
  await until(
    async () => {
      const { data } = await app
        .service('deliveries')
        .findMany({ status: 'delivered', pageSize: 100 });
      return data.length === count;
    },
    () => 'not all are marked delivered'
  );
}

const told = (text: string, times: number) =>
  until(
    () => log.lines(text).length === times,
    () => `not ${times} times "${text}": ${log.text().slice(-2_000)}`
  );

test('a site starts without its Redis, and delivers what was written once there is one', async () => {
  await startSite();
  await newNotes(5);
  await told(LOST, 1);
  expect(receiver.requests).toEqual([]);
  await redis.start();
  await allDelivered(5);
  await told(BACK, 1);
});

test('what a Redis has forgotten while it waited there is delivered all the same', async () => {
  await redis.start();
  await startSite();
  const held: (() => void)[] = [];
  receiver.answerWith((_request, response) => {
    held.push(() => response.writeHead(200).end());
  });
  await newNotes(20);
  await receiver.waitFor(SLOTS);
  await redis.flush();
  receiver.answerWith((_request, response) => response.writeHead(200).end());
  held.forEach((answer) => answer());
  await allDelivered(20);
});

test('a Redis that dies and comes back empty stops no write and loses nothing', async () => {
  await redis.start();
  await startSite();
  await newNotes(10);
  await redis.kill();
  await newNotes(10);
  await told(LOST, 1);
  await newNotes(10);
  await redis.start();
  await allDelivered(30);
  await told(BACK, 1);
  // Not a line for each command or connection that failed.
  expect(log.lines('error').length).toBeLessThan(5);
});

test('a Redis that hangs keeps back no write', async () => {
  await redis.start();
  await startSite();
  await newNotes(2);
  await allDelivered(2);
  redis.hang();
  // Returns while nothing of Redis does.
  await newNotes(10);
  await told(LOST, 1);
  await newNotes(10);
  redis.goOn();
  await allDelivered(22);
});

test('a site stops without its Redis, and delivers the rest after its next start', async () => {
  await redis.start();
  await startSite();
  const held: (() => void)[] = [];
  receiver.answerWith((_request, response) => {
    held.push(() => response.writeHead(200).end());
  });
  await newNotes(10);
  await receiver.waitFor(SLOTS);
  await redis.kill();
  await told(LOST, 1);
  receiver.answerWith((_request, response) => response.writeHead(200).end());
  held.forEach((answer) => answer());
  await app.stop();
  await redis.start();
  await startSite();
  await allDelivered(10);
});

test('however much waits, Redis holds no more than what there are slots for', async () => {
  await redis.start();
  await startSite();
  const held: (() => void)[] = [];
  receiver.answerWith((_request, response) => {
    held.push(() => response.writeHead(200).end());
  });
  await newNotes(60);
  await receiver.waitFor(SLOTS);
  expect(await redis.jobs()).toBeLessThanOrEqual(2 * SLOTS);
  receiver.answerWith((_request, response) => response.writeHead(200).end());
  held.forEach((answer) => answer());
  await allDelivered(60);
  await until(
    async () => (await redis.jobs()) === 0,
    () => 'jobs are left'
  );
});

import { rmSync } from 'node:fs';
import { startInstance, type Instance } from '../helpers/instance';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';

let dir: string;
let receiver: Receiver;
let one: Instance;
let other: Instance;

beforeAll(async () => {
  dir = temporaryDir();
  receiver = await startReceiver();
  one = await startInstance(dir);
  other = await startInstance(dir);
});

afterAll(async () => {
  await one?.stop();
  await other?.stop();
  await receiver?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const texts = () =>
  receiver.requests.map(({ json }) => (json.entry as { text: string }).text).sort();

/** Two processes on one SQLite file: a write that finds it locked by the other did not happen, and is made again. */
async function write(instance: Instance, command: string, args: object): Promise<unknown> {
  for (;;) {
    try {
      return await instance.call(command, args);
    } catch (error) {
      if (!/database is locked/.test(String(error))) throw error;
    }
  }
}

test('a webhook is honoured on every instance within a second of its change', async () => {
  const webhook = (await write(one, 'createWebhook', {
    name: 'shared',
    url: receiver.url,
    events: ['entry.create'],
  })) as { id: string };
  await pause(1_000);
  await write(other, 'createNote', { text: 'after create' });
  await receiver.waitFor(1);

  await write(one, 'updateWebhook', { id: webhook.id, data: { events: ['entry.delete'] } });
  await pause(1_000);
  await write(other, 'createNote', { text: 'not wanted' });

  await write(other, 'updateWebhook', { id: webhook.id, data: { events: ['entry.*'] } });
  await pause(1_000);
  await write(one, 'createNote', { text: 'wanted again' });
  await receiver.waitFor(2);

  await write(other, 'deleteWebhook', { id: webhook.id });
  await pause(1_000);
  await write(one, 'createNote', { text: 'nobody left' });
  await pause(500);
  expect(texts()).toEqual(['after create', 'wanted again']);
});

test('two instances on one database deliver every event once', async () => {
  receiver.clear();
  await write(one, 'createWebhook', { name: 'both', url: receiver.url, events: ['entry.create'] });
  await pause(1_000);
  const numbers = Array.from({ length: 40 }, (_, index) => index);
  for (const number of numbers) {
    await write(number % 2 === 0 ? one : other, 'createNote', { text: `note ${number}` });
  }
  await receiver.waitFor(40);
  // What is under way ends with them.
  await one.stop();
  await other.stop();
  expect(texts()).toEqual(numbers.map((number) => `note ${number}`).sort());
});

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

// Two processes on one SQLite file: a write may find it locked by the other.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const texts = () =>
  receiver.requests.map(({ json }) => (json.entry as { text: string }).text).sort();

test('a webhook is honoured on every instance within a second of its change', async () => {
  const webhook = (await one.call('createWebhook', {
    name: 'shared',
    url: receiver.url,
    events: ['entry.create'],
  })) as { id: string };
  await pause(1_000);
  await other.call('createNote', { text: 'after create' });
  await receiver.waitFor(1);

  await one.call('updateWebhook', { id: webhook.id, data: { events: ['entry.delete'] } });
  await pause(1_000);
  await other.call('createNote', { text: 'not wanted' });

  await other.call('updateWebhook', { id: webhook.id, data: { events: ['entry.*'] } });
  await pause(1_000);
  await one.call('createNote', { text: 'wanted again' });
  await receiver.waitFor(2);

  await other.call('deleteWebhook', { id: webhook.id });
  await pause(1_000);
  await one.call('createNote', { text: 'nobody left' });
  await pause(500);
  expect(texts()).toEqual(['after create', 'wanted again']);
});

test('two instances on one database deliver every event once', async () => {
  receiver.clear();
  await one.call('createWebhook', { name: 'both', url: receiver.url, events: ['entry.create'] });
  await pause(1_000);
  const numbers = Array.from({ length: 40 }, (_, index) => index);
  for (const number of numbers) {
    await (number % 2 === 0 ? one : other).call('createNote', { text: `note ${number}` });
  }
  await receiver.waitFor(40);
  await pause(500);
  expect(texts()).toEqual(numbers.map((number) => `note ${number}`).sort());
});

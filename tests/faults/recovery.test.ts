import type { Instance } from '../helpers/instance';
import { startWriting, type WriterSetup } from './writer-setup';

/** What is in flight when a process dies goes out again within this time of the restart. */
const AFTER_RESTART_MS = 10_000;
/** Where another instance goes on, it has to wait for the lease of the dead one. */
const BY_ANOTHER_MS = 30_000;

let setup: WriterSetup;

beforeEach(async () => {
  setup = await startWriting();
});
afterEach(() => setup?.stop());

/** An instance with one request under way that is never answered. */
async function hanging(): Promise<Instance> {
  const instance = await setup.start();
  setup.receiver.answerWith(() => undefined);
  await instance.call('createNote', { text: 'in flight' });
  await setup.receiver.waitFor(1);
  return instance;
}

async function msUntilSecondRequest(since: string): Promise<number> {
  setup.receiver.answerWith((_request, response) => response.writeHead(200).end());
  const start = Date.now();
  await setup.receiver.waitFor(2);
  const [first, second] = setup.receiver.requests;
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(second?.body).toBe(first?.body);
  const tookMs = Date.now() - start;
  process.stdout.write(`Sent again on ${globalThis.DATABASE} ${tookMs} ms after ${since}\n`);
  return tookMs;
}

test('what was in flight goes out again soon after the restart', async () => {
  const dead = await hanging();
  await dead.kill();
  const next = await setup.start();
  expect(await msUntilSecondRequest('the restart')).toBeLessThan(AFTER_RESTART_MS);
  await next.stop();
});

test('another instance takes over what a dead one had in flight', async () => {
  const dead = await hanging();
  const other = await setup.start();
  await dead.kill();
  expect(await msUntilSecondRequest('the death of its sender')).toBeLessThan(BY_ANOTHER_MS);
  await other.stop();
});

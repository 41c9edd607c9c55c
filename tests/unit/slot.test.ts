import type { Claim } from '../../server/src/queue/claimed-row';
import { runSlot } from '../../server/src/queue/bullmq/slot';
import { until } from '../helpers/receiver';

const claimOf = (id: string): Claim => ({
  rowId: 1,
  id,
  eventId: 'evt_1',
  webhookId: 'whk_1',
  type: 'entry.create',
  shape: 'strapi',
  attemptCount: 0,
  manualCount: 0,
  orderKey: null,
  resume: null,
  traceparent: null,
  body: '{}',
  token: 'token',
});
const claims = ['a', 'b', 'c'].map(claimOf);
const idsOf = (given: readonly Claim[]) => given.map(({ id }) => id);

test('what a slot holds is sent one after another', async () => {
  const log: string[] = [];
  await runSlot(claims, {
    attempt: async ({ id }) => {
      log.push(`begin ${id}`);
      await Promise.resolve();
      log.push(`end ${id}`);
    },
    isOnHold: () => false,
    giveBack: () => log.push('give back'),
  });
  expect(log).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
});

test('what is behind a request that hangs goes back while it hangs', async () => {
  let answer: () => void = () => undefined;
  const back: string[] = [];
  const slot = runSlot(claims, {
    attempt: () => new Promise((resolve) => (answer = resolve)),
    isOnHold: () => false,
    giveBack: (given) => back.push(...idsOf(given)),
  });
  await until(
    () => back.length > 0,
    () => 'nothing is given back'
  );
  expect(back).toEqual(['b', 'c']);
  answer();
  await slot;
  expect(back).toEqual(['b', 'c']);
});

test('what is not to be sent any more goes back', async () => {
  let isOnHold = false;
  const [sent, back]: [string[], string[]] = [[], []];
  await runSlot(claims, {
    attempt: async ({ id }) => {
      sent.push(id);
      isOnHold = true;
    },
    isOnHold: () => isOnHold,
    giveBack: (given) => back.push(...idsOf(given)),
  });
  expect(sent).toEqual(['a']);
  expect(back).toEqual(['b', 'c']);
});

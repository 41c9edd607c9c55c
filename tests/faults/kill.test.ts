import { setTimeout as pause } from 'node:timers/promises';
import { currentDatabase } from '../helpers/databases';
import { SOON_AGAIN, startRefusing, type RefusingWebhooks } from './refusing';
import {
  expectNothingLost,
  KILLS,
  startWriting,
  timeoutOf,
  type WriterSetup,
} from './writer-setup';

const LONGEST_RUN_MS = 1_500;

let setup: WriterSetup;
let refusing: RefusingWebhooks;

beforeAll(async () => {
  setup = await startWriting(currentDatabase(), SOON_AGAIN);
  refusing = await startRefusing(setup);
});

afterAll(async () => {
  await setup?.stop();
  await refusing?.stop();
});

test(
  `nothing is lost and nothing is false after ${KILLS} kills at random moments`,
  async () => {
    let from = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const instance = await setup.start();
      if (kill === 0) await refusing.add(instance);
      instance.tell('writeNotes', { from });
      await pause(Math.random() * LONGEST_RUN_MS);
      await instance.kill();
      from = Math.max(from, instance.written()) + 1;
      setup.ended(instance);
    }
    const result = await setup.reconcile(`SIGKILL, ${KILLS} kills`);
    expect(result.written).toBeGreaterThan(KILLS);
    expectNothingLost(result);
    refusing.expectAllTold();
  },
  timeoutOf(KILLS)
);

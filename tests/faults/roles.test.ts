import { setTimeout as pause } from 'node:timers/promises';
import {
  createWriter,
  expectNothingLost,
  KILLS,
  startWriting,
  timeoutOf,
  type WriterSetup,
} from './writer-setup';

const LONGEST_RUN_MS = 1_500;

let setup: WriterSetup;

beforeAll(async () => {
  setup = await startWriting();
});

afterAll(() => setup?.stop());

test(
  `an instance that captures and one that delivers lose nothing through ${KILLS} kills`,
  async () => {
    const writer = createWriter(setup, 'capture');
    await writer.start();
    let sender = await setup.start('deliver');
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(Math.random() * LONGEST_RUN_MS);
      if (kill % 2 === 0) {
        await writer.kill();
        await writer.start();
      } else {
        await sender.kill();
        sender = await setup.start('deliver');
      }
    }
    await writer.kill();
    await sender.kill();
    const result = await setup.reconcile(`Two roles, ${KILLS + 2} kills`);
    expect(result.written).toBeGreaterThan(KILLS);
    expectNothingLost(result);
  },
  timeoutOf(KILLS)
);

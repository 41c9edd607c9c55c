import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../helpers/instance';
import {
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
    let from = 0;
    let writer = await write();
    let sender = await setup.start('deliver');
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(Math.random() * LONGEST_RUN_MS);
      if (kill % 2 === 0) {
        await endWriter();
        writer = await write();
      } else {
        await sender.kill();
        sender = await setup.start('deliver');
      }
    }
    await endWriter();
    await sender.kill();
    const result = await setup.reconcile(`Two roles, ${KILLS + 2} kills`);
    expect(result.written).toBeGreaterThan(KILLS);
    expectNothingLost(result);

    async function write(): Promise<Instance> {
      const instance = await setup.start('capture');
      // On SQLite the other process may hold the file for a moment.
      instance.tell('writeNotes', { from, tolerant: true });
      return instance;
    }

    async function endWriter() {
      await writer.kill();
      from = Math.max(from, writer.written()) + 1;
      setup.ended(writer);
    }
  },
  timeoutOf(KILLS)
);

import { setTimeout as pause } from 'node:timers/promises';
import { currentDatabase } from '../helpers/databases';
import type { Instance } from '../helpers/instance';
import { SOON_AGAIN, startRefusing, type RefusingWebhooks } from './refusing';
import {
  expectNothingLost,
  KILLS,
  startWriting,
  timeoutOf,
  type WriterSetup,
} from './writer-setup';

const LONGEST_RUN_MS = 1_500;
/** The second writer's numbers; each note is found again by its own. A multiple of 6, as kinds go by it. */
const SECOND_FROM = 6_000_000;

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
  `two instances that write and deliver side by side lose nothing through ${KILLS} kills`,
  async () => {
    const froms = [0, SECOND_FROM];
    const running: Instance[] = [];
    const start = async (place: number) => {
      const instance = await setup.start();
      if (running.length === 0) await refusing.add(instance);
      instance.tell('writeNotes', { from: froms[place] });
      running[place] = instance;
    };
    await start(0);
    await start(1);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(Math.random() * LONGEST_RUN_MS);
      // The other goes on writing and delivering while this one is gone.
      const place = kill % 2;
      await end(place);
      await start(place);
    }
    await end(0);
    await end(1);
    const result = await setup.reconcile(`Two instances, ${KILLS + 2} kills`);
    expect(result.written).toBeGreaterThan(KILLS);
    expectNothingLost(result);
    refusing.expectAllTold();

    async function end(place: number) {
      const instance = running[place];
      if (instance === undefined) return;
      await instance.kill();
      froms[place] = Math.max(froms[place] ?? 0, instance.written()) + 1;
      setup.ended(instance);
    }
  },
  timeoutOf(KILLS)
);

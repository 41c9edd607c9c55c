import type { QueueOption } from '../../server/src/config/queue-options';
import type { Engine, EngineDeps } from '../../server/src/queue/bullmq/engine';
import { loadEngine } from '../../server/src/queue/bullmq/load-engine';
import { until } from '../helpers/receiver';

/** How a process that only captures makes one that delivers look at once. */
export function bellSuite(option: Exclude<QueueOption, 'embedded'>): void {
  const open = loadEngine(option);
  const quiet = { onError: () => undefined, rung: () => undefined };
  let engines: Engine[] = [];

  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.close()));
    engines = [];
  });

  const opened = async (deps: Partial<EngineDeps>): Promise<Engine> => {
    const engine = await open({ ...quiet, work: null, ...deps });
    engines.push(engine);
    return engine;
  };

  /** A process that delivers, and how often it was rung for. */
  const listener = async () => {
    let rings = 0;
    const slots: string[] = [];
    const work = {
      concurrency: 4,
      run: async (token: string) => void slots.push(token),
    };
    const engine = await opened({ work, rung: () => (rings += 1) });
    return { engine, slots, rings: () => rings };
  };

  test('a ring is heard by a process that delivers, and is no slot', async () => {
    const bell = await opened({});
    const { rings, slots } = await listener();
    await bell.ring();
    await until(
      () => rings() === 1,
      () => 'not heard'
    );
    await bell.ring();
    await until(
      () => rings() === 2,
      () => 'the second is not heard'
    );
    expect(slots).toEqual([]);
  });

  test('however many ring while nobody listens, there is one ring to be heard', async () => {
    const bells = await Promise.all([opened({}), opened({})]);
    for (let ring = 0; ring < 20; ring += 1) await bells[ring % 2]?.ring();
    const { engine, slots, rings } = await listener();
    await engine.add([{ token: 'the-last', webhookId: 'whk_1', deliveryId: 'dlv_1' }]);
    await until(
      () => slots.length === 1 && rings() > 0,
      () => 'nothing is heard'
    );
    expect(rings()).toBe(1);
  });

  test('a job that is there already is not added again', async () => {
    const feeder = await opened({});
    const job = { token: 'once', webhookId: 'whk_1', deliveryId: 'dlv_1' };
    for (let time = 0; time < 3; time += 1) await feeder.add([job]);
    const { slots } = await listener();
    await feeder.add([{ ...job, token: 'behind-it' }]);
    await until(
      () => slots.includes('behind-it'),
      () => 'nothing is run'
    );
    expect(slots.filter((token) => token === 'once')).toHaveLength(1);
  });
}

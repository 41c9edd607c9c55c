import { startDeliveries, type DeliverySetup } from './delivery-setup';

const HOUR_MS = 3_600_000;

const realNow = Date.now.bind(Date);
let offset = 0;

beforeEach(() => {
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offset);
});
afterEach(() => jest.restoreAllMocks());

describe('a receiver that is down for the length of the schedule', () => {
  let setup: DeliverySetup;
  afterAll(() => setup?.stop());

  test('has every delivery attempted at its times, then failed and kept', async () => {
    setup = await startDeliveries({ config: { retryJitter: 0 } });
    setup.receiver.answerWith((_request, response) => response.writeHead(503).end());
    const id = await setup.webhook();
    await setup.newNote();
    const waits = [60_000, 300_000, 1_800_000, HOUR_MS, 6 * HOUR_MS];
    for (const [index, wait] of waits.entries()) {
      const waiting = await setup.deliveryTo(id, 'pending', index + 1);
      const ended = Date.parse(waiting.attempts[index]?.at ?? '') + (waiting.durationMs ?? 0);
      expect(Date.parse(waiting.nextAttemptAt ?? '') - ended).toBe(wait);
      // Not a moment earlier.
      offset += wait - 5_000;
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(setup.receiver.requests).toHaveLength(index + 1);
      offset += 5_000;
    }
    const failed = await setup.deliveryTo(id, 'failed', 6);
    expect(failed).toMatchObject({ reason: 'http-503', nextAttemptAt: null });
    expect(failed.attempts.map((attempt) => attempt.outcome)).toEqual([
      ...['retry', 'retry', 'retry', 'retry', 'retry', 'failed'],
    ]);
    setup.receiver.answerWith((_request, response) => response.writeHead(200).end());
    await setup.app.service('deliveries').redeliver(failed.id);
    await setup.deliveryTo(id, 'delivered', 7);
  });
});

import { startDeliveries, type DeliverySetup } from '../integration/delivery-setup';
import { queryOf } from '../helpers/documents';
import { drained, relayed } from '../helpers/events';
import { until } from '../helpers/receiver';
import { reconcile, type NoteRow } from './reconcile';
import { expectNothingLost } from './writer-setup';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Of the schedule as it comes, before the second attempt and the ones behind it. */
const WAITS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS];

const NOTES = 20;

const realNow = Date.now.bind(Date);
let offset = 0;
let setup: DeliverySetup;

beforeEach(async () => {
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offset);
  setup = await startDeliveries({ config: { retryJitter: 0 } });
  setup.receiver.answerWith((_request, response) => response.writeHead(503).end());
});
afterEach(async () => {
  try {
    await setup?.stop();
  } finally {
    jest.restoreAllMocks();
    offset = 0;
  }
});

const isUp = () => setup.receiver.answerWith((_request, response) => response.writeHead(200).end());

describe('a receiver that is down for the length of the schedule', () => {
  test('has every delivery attempted at its times, then failed and kept', async () => {
    const id = await setup.webhook();
    await setup.newNote();
    for (const [index, wait] of WAITS.entries()) {
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
    isUp();
    await setup.app.service('deliveries').redeliver(failed.id);
    await setup.deliveryTo(id, 'delivered', 7);
  });

  test.each([
    ['comes back before the last attempt', WAITS.length],
    ['stays away until what failed is replayed', WAITS.length + 1],
  ])('and %s gets everything', async (title, attempts) => {
    const id = await setup.webhook({ events: 'entry.*' });
    const since = new Date(Date.now()).toISOString();
    const deleted: string[] = [];
    for (let number = 0; number < NOTES; number += 1) {
      const { documentId } = await setup.notes.create({ data: { text: `note ${number}` } });
      // Of those that stay none is of a number by which it would have to have been changed (reconcile.ts).
      if (number % 2 === 0) continue;
      await setup.notes.delete({ documentId });
      deleted.push(documentId);
    }
    await relayed(setup.app);
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      await attempted();
      if (attempt < attempts) offset += WAITS[attempt - 1]! + MINUTE_MS;
    }
    const refused = setup.receiver.requests.length;
    isUp();
    const lastWait = WAITS[attempts - 1];
    if (lastWait !== undefined) offset += lastWait + MINUTE_MS;
    else await setup.app.service('deliveries').replay({ webhookId: id, since });
    const written = NOTES + deleted.length;
    await setup.receiver.waitFor(refused + written);
    await drained(setup.app);

    const accepted = setup.receiver.requests.slice(refused);
    const rows = (await queryOf(setup.app, 'api::note.note').findMany({})) as unknown as NoteRow[];
    const result = reconcile(rows, deleted, accepted);
    process.stdout.write(
      `down for the schedule, ${title}: ${refused} requests refused; ${result.written} written, ` +
        `${result.delivered} delivered, ${result.lost.length} lost, ${result.false.length} false, ` +
        `${result.duplicated} duplicated\n`
    );
    expect(refused).toBe(attempts * written);
    expect(result).toMatchObject({ written, duplicated: 0 });
    expectNothingLost(result);
  });
});

/** Of all that is due or was, nothing is waiting or under way. */
async function attempted(): Promise<void> {
  const due = () =>
    setup.app.strapi.db
      .connection('lifecycle_webhooks_deliveries')
      .where((rows) =>
        rows
          .where('status', 'sending')
          .orWhere((own) => own.where('status', 'pending').where('due_at', '<=', Date.now()))
      );
  await until(
    async () => (await due().first('id')) === undefined,
    () => 'what is due is not attempted'
  );
}

import type { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClaimedRow } from '../../server/src/queue/claimed-row';
import { until } from '../helpers/receiver';
import { resultOf } from './harness';
import { startEmbeddedHarness } from './embedded-harness';

let harness: Awaited<ReturnType<typeof startEmbeddedHarness>>;

beforeAll(async () => {
  harness = await startEmbeddedHarness();
});
afterAll(() => harness?.stop());

const LEASE_MS = 8_000;

test('deliveries are claimed by the transaction that writes them: nobody looks for them', async () => {
  const webhookId = await harness.webhook();
  const ran: string[] = [];
  // It was not started, so that it looks for nothing by itself.
  const { queue } = harness.open({
    perform: async (delivery) => {
      ran.push(delivery.id);
      return resultOf(delivery, 'delivered');
    },
  });
  const ids = await harness.admit(queue, [{ webhookId }, { webhookId }]);
  await queue.stop();
  expect(ran).toEqual(ids);
  expect(await harness.statuses([webhookId])).toEqual({ delivered: 2 });
});

test('what there is no room for is not looked for; what has no lane yet is', async () => {
  const full = await harness.webhook();
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const { queue, looks } = harness.open({
    limits: { concurrency: 2 },
    perform: async (delivery) => {
      await released;
      return resultOf(delivery, 'delivered');
    },
  });
  await queue.start();
  await harness.admit(queue, [{ webhookId: full }, { webhookId: full }]);
  /** While deliveries arrive one by one, five times. `unasked`: it looks every half second in any case. */
  const looksAt = async (webhookId: string) => {
    await pause(50);
    const before = { looks: looks(), at: performance.now() };
    for (let arrived = 0; arrived < 5; arrived += 1) {
      await harness.admit(queue, [{ webhookId }]);
      await pause(50);
    }
    const unasked = Math.ceil((performance.now() - before.at) / 500);
    return { looked: looks() - before.looks, unasked };
  };
  const atFull = await looksAt(full);
  expect(atFull.looked).toBeLessThanOrEqual(atFull.unasked);
  const atUnknown = await looksAt('whk_of_which_there_is_no_lane');
  expect(atUnknown.looked).toBeGreaterThanOrEqual(5);
  release();
  await until(
    async () => (await harness.statuses([full])).delivered === 7,
    () => 'not all are delivered'
  );
  await queue.stop();
});

/** One delivery of a webhook of its own, taken under a token. */
async function taken(token: string) {
  const webhookId = await harness.webhook();
  const [id = ''] = await harness.put([{ webhookId }]);
  const take = async (as: string, now = Date.now()) => {
    const { take, readClaims } = harness.parts();
    const { rows } = await take({
      now,
      leaseMs: LEASE_MS,
      token: as,
      slots: () => ({ free: 10_000, total: 10_000 }),
      here: () => ({ own: 0, running: 0, ready: 0, ahead: 0 }),
      onHold: [],
      text: 0,
    });
    const claims = await readClaims(rows);
    return claims.filter((claim) => claim.id === id);
  };
  const [claim] = await take(token);
  if (claim === undefined) throw new Error('nothing was taken');
  const row = async () => {
    const found: Record<string, unknown> | undefined = await harness.db
      .table('lifecycle_webhooks_deliveries')
      .where({ delivery_id: id })
      .first();
    return {
      status: found?.status,
      token: found?.lease_token,
      until: Number(found?.lease_expires_at),
    };
  };
  return { claim, take, row };
}

test('a lease is prolonged by its holder and by nobody else', async () => {
  const { claim, row } = await taken('holder');
  const { leases } = harness.parts();
  const before = await row();
  await leases.prolong([{ ...claim, token: 'stranger' }], before.until + 60_000);
  expect(await row()).toEqual(before);
  await leases.prolong([claim], before.until + 60_000);
  expect((await row()).until).toBe(before.until + 60_000);
});

test('a stranger gives nothing back', async () => {
  const { claim, row } = await taken('holder');
  await harness.parts().leases.giveBack([{ ...claim, token: 'stranger' }]);
  expect((await row()).status).toBe('sending');
  await harness.parts().leases.giveBack([claim]);
  expect(await row()).toMatchObject({ status: 'pending', token: null });
});

test('a result of a former holder changes nothing, its attempt neither', async () => {
  const { claim, take, row } = await taken('former');
  const { leases, record } = harness.parts();
  await leases.reclaim(Date.now() + LEASE_MS + 1, []);
  const [second] = await take('holder');
  expect(second?.id).toBe(claim.id);
  await record([{ claim, result: resultOf(claim, 'delivered') }]);
  expect(await row()).toMatchObject({ status: 'sending', token: 'holder' });
  expect(await harness.attempts(claim.id)).toBe(0);
  if (second === undefined) throw new Error('nothing was taken');
  await record([{ claim: second, result: resultOf(second, 'delivered') }]);
  expect(await row()).toMatchObject({ status: 'delivered', token: null });
  expect(await harness.attempts(claim.id)).toBe(1);
});

test('what an instance holds itself is not reclaimed by it, however late it is', async () => {
  const { claim, row } = await taken('holder');
  await harness.parts().leases.reclaim(Date.now() + LEASE_MS + 1, [claim]);
  expect((await row()).status).toBe('sending');
});

test('a group of results holds what can be recorded, also beside what cannot', async () => {
  const [first, second] = [await taken('first'), await taken('second')];
  await harness.parts().leases.giveBack([first.claim]);
  await harness.parts().record([
    { claim: first.claim, result: resultOf(first.claim, 'delivered') },
    { claim: second.claim, result: resultOf(second.claim, 'retry', 60_000) },
  ]);
  expect(await first.row()).toMatchObject({ status: 'pending' });
  expect(await second.row()).toMatchObject({ status: 'pending', token: null });
  expect(await harness.attempts(second.claim.id)).toBe(1);
});

test('of the bodies of an event those alone are read that are to be sent', async () => {
  const { readClaims } = harness.parts();
  const shapes = ['full', 'thin'];
  const ids = [1, 2, 3].map((number) => `evt_read${number}`);
  await harness.db
    .table('lifecycle_webhooks_bodies')
    .insert(
      ids.flatMap((id) =>
        shapes.map((shape) => ({ event_id: id, shape, content: `${id} ${shape}` }))
      )
    );
  const claimed = (event_id: string, shape: string) => ({ event_id, shape }) as ClaimedRow;
  let read = 0;
  const { client } = harness.db.query() as unknown as { client: EventEmitter };
  const count = (rows: unknown, { sql }: { sql: string }) => {
    if (sql.includes('lifecycle_webhooks_bodies')) read += (rows as unknown[]).length;
  };
  client.on('query-response', count);
  const claims = await readClaims([
    claimed(ids[0]!, 'full'),
    claimed(ids[1]!, 'thin'),
    claimed(ids[2]!, 'thin'),
    claimed(ids[2]!, 'none'),
  ]);
  client.off('query-response', count);
  expect(claims.map(({ body }) => body)).toEqual([
    'evt_read1 full',
    'evt_read2 thin',
    'evt_read3 thin',
    null,
  ]);
  expect(read).toBe(3);
});

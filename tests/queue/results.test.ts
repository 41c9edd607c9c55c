import fc from 'fast-check';
import type { AttemptResult } from '../../server/src/domain/delivery';
import type { Claim } from '../../server/src/queue/claimed-row';
import { startEmbeddedHarness } from './embedded-harness';
import { resultOf } from './harness';

let harness: Awaited<ReturnType<typeof startEmbeddedHarness>>;

beforeAll(async () => {
  harness = await startEmbeddedHarness();
});
afterAll(() => harness?.stop());

const LATER = Date.now() + 3_600_000;

/** Of which every row differs, and some leave columns as they are. */
function resultsOf(claim: Claim, place: number): { claim: Claim; result: AttemptResult } {
  const kinds = ['delivered', 'retry', 'refused'] as const;
  const kind = kinds[place % kinds.length]!;
  const result = resultOf(claim, kind === 'delivered' ? 'delivered' : 'retry', 1_000);
  const own = {
    ...result,
    endedAt: LATER + place,
    dueAt: LATER + 1_000 * place,
    responseCode: 200 + place,
    durationMs: place,
    reason: kind === 'delivered' ? null : `reason-${place}`,
  };
  // A redelivery that failed: the delivery goes on to say what it said.
  if (kind !== 'refused') return { claim, result: own };
  const resume = { status: 'failed' as const, dueAt: LATER - place };
  return { claim: { ...claim, resume }, result: { ...own, status: 'failed' } };
}

/** What a row is to say. */
function expected({ claim, result }: ReturnType<typeof resultsOf>) {
  const isRefused = claim.resume !== null;
  const isDelivered = result.status === 'delivered';
  return {
    id: claim.id,
    status: result.status,
    due: result.status === 'pending' ? result.dueAt : result.endedAt,
    code: isRefused ? null : result.responseCode,
    duration: isRefused ? null : result.durationMs,
    reason: isRefused ? null : result.reason,
    delivered: isDelivered ? result.endedAt : null,
    manual: isRefused ? 1 : 0,
    token: null,
  };
}

const toMs = (value: unknown) => (value === null ? null : Number(value));

async function written(ids: readonly string[]) {
  const rows: Record<string, unknown>[] = await harness.db
    .table('lifecycle_webhooks_deliveries')
    .whereIn('delivery_id', [...ids])
    .orderBy('id');
  return rows.map((row) => ({
    id: row.delivery_id,
    status: row.status,
    due: toMs(row.due_at),
    code: row.response_code,
    duration: row.duration_ms,
    reason: row.reason,
    delivered: toMs(row.delivered_at),
    manual: row.manual_count,
    token: row.lease_token,
  }));
}

test.each([1, 2, 15, 16, 17, 33, 256])(
  '%d results that differ, in any order: each row says its own',
  async (count) => {
    const webhookId = await harness.webhook();
    await harness.put(Array.from({ length: count }, () => ({ webhookId })));
    const { take, readClaims, record } = harness.parts();
    const { rows } = await take({
      ...{ now: Date.now(), leaseMs: 8_000, token: 'holder', onHold: [], text: 0 },
      slots: () => ({ free: 10_000, total: 10_000 }),
      here: () => ({ own: 0, running: 0, ready: 0, ahead: 0 }),
    });
    const claims = (await readClaims(rows)).filter((claim) => claim.webhookId === webhookId);
    expect(claims).toHaveLength(count);
    const results = claims.map(resultsOf);
    const [shuffled = []] = fc.sample(
      fc.shuffledSubarray(results, { minLength: count, maxLength: count }),
      1
    );
    await record(shuffled);
    const byRow = [...results].sort((one, other) => one.claim.rowId - other.claim.rowId);
    expect(await written(results.map(({ claim }) => claim.id))).toEqual(byRow.map(expected));
  }
);

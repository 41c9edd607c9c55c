import type { Knex } from 'knex';
import { TABLES } from '../constants';
import type { AttemptRecord, AttemptResult } from '../domain/delivery';
import type { Database } from '../stores/database';
import { originalShape } from '../stores/delivery-store';
import type { LaneStore } from '../stores/lane-store';
import type { Claim } from './claimed-row';
import type { DocumentOrder } from './document-order';

export interface Finished {
  claim: Claim;
  result: AttemptResult;
}

export interface RecordDeps {
  db: Database;
  lanes: Pick<LaneStore, 'succeeded' | 'failed' | 'throttle'>;
  order: Pick<DocumentOrder, 'release'>;
  /** Webhooks whose attempts failed. */
  failed(webhookIds: readonly string[]): void;
  appendAttempts(attempts: readonly AttemptRecord[], trx: Knex.Transaction): Promise<void>;
}

/**
 * Records attempts and what became of their deliveries, all in one transaction:
 *
 *     sending ──► delivered | failed | cancelled
 *        └──────► pending (to be tried again)
 *
 * What another runner holds by now is left as it is, its attempt too.
 */
export function createRecord(deps: RecordDeps) {
  const { db, lanes, order, appendAttempts } = deps;
  const deliveries = (trx: Knex.Transaction) => db.table(TABLES.deliveries, trx);

  /** Lanes before deliveries, as whoever claims does: two that wait for each other cannot happen. */
  const recordLanes = async (finished: readonly Finished[], trx: Knex.Transaction) => {
    const attempted = finished.filter(({ result }) => result.attempt !== null);
    const webhooksOf = (entries: readonly Finished[]) =>
      [...new Set(entries.map(({ claim }) => claim.webhookId))].sort();
    const good = attempted.filter(({ result }) => result.attempt?.outcome === 'delivered');
    const succeeded = webhooksOf(good);
    const failed = webhooksOf(attempted).filter((id) => !succeeded.includes(id));
    if (succeeded.length > 0) await lanes.succeeded(succeeded, trx);
    const firstEnd = Math.min(...attempted.map(({ result }) => result.endedAt));
    if (failed.length > 0) {
      await lanes.failed(failed, firstEnd, trx);
      deps.failed(failed);
    }

    const throttled = finished.filter(({ result }) => result.throttledUntil !== null);
    for (const webhookId of webhooksOf(throttled)) {
      const untils = throttled
        .filter(({ claim }) => claim.webhookId === webhookId)
        .map(({ result }) => result.throttledUntil ?? 0);
      await lanes.throttle(webhookId, Math.max(...untils), trx);
    }
  };

  /** @returns how many there were that are held. */
  const recordDeliveries = async (held: readonly Finished[], trx: Knex.Transaction) => {
    const set = (column: string, value: Value) => caseOf(trx, column, held, value);
    const shown =
      (value: Value): Value =>
      (entry) =>
        isRefused(entry) ? undefined : value(entry);
    return deliveries(trx)
      .where(isHeld(held))
      .update({
        status: set('status', ({ result }) => result.status),
        attempt_count: set('attempt_count', ({ result }) => result.attempt?.number),
        manual_count: set('manual_count', ({ claim, result }) =>
          claim.resume !== null && result.attempt !== null ? claim.manualCount + 1 : undefined
        ),
        due_at: set('due_at', ({ result }) =>
          result.status === 'pending' ? result.dueAt : result.endedAt
        ),
        response_code: set(
          'response_code',
          shown(({ result }) => result.responseCode)
        ),
        duration_ms: set(
          'duration_ms',
          shown(({ result }) => result.durationMs)
        ),
        reason: set(
          'reason',
          shown(({ result }) => result.reason)
        ),
        delivered_at: set('delivered_at', ({ result }) =>
          result.attempt?.outcome === 'delivered' ? result.endedAt : undefined
        ),
        lease_token: null,
        lease_expires_at: null,
        resume_status: null,
        resume_due_at: null,
      });
  };

  /** What a redelivery was to send instead is not sent again by the schedule. */
  const recordBodies = async (held: readonly Finished[], trx: Knex.Transaction) => {
    const refused = held.filter(isRefused);
    if (refused.length === 0) return;
    await deliveries(trx)
      .whereIn('delivery_id', idsOf(refused))
      .update({ shape: originalShape(trx) });
  };

  /** What waited for a delivery that ended may follow. */
  const recordOrder = async (held: readonly Finished[], trx: Knex.Transaction) => {
    const ended = held.filter(
      ({ claim, result }) => claim.orderKey !== null && result.status !== 'pending'
    );
    if (ended.length === 0) return;
    await deliveries(trx).whereIn('delivery_id', idsOf(ended)).update({ order_key: null });
    const keys = [...new Set(ended.flatMap(({ claim }) => claim.orderKey ?? []))];
    await order.release(keys, Math.max(...ended.map(({ result }) => result.endedAt)), trx);
  };

  return async (finished: readonly Finished[]): Promise<void> => {
    const write = (heldOf: (trx: Knex.Transaction) => Promise<readonly Finished[]>) =>
      db.transaction(async (trx) => {
        await recordLanes(finished, trx);
        const held = await heldOf(trx);
        if (held.length === 0) return;
        if ((await recordDeliveries(held, trx)) !== held.length) throw new HeldByAnother();
        await db.giveTurn(held.length);
        await recordBodies(held, trx);
        await recordOrder(held, trx);
        const attempts = held.flatMap(({ result }) => result.attempt ?? []);
        if (attempts.length > 0) await appendAttempts(attempts, trx);
      });
    try {
      // Nearly always all of them are held still, and nobody has to look first.
      await write(async () => finished);
    } catch (error) {
      if (!(error instanceof HeldByAnother)) throw error;
      await write((trx) => stillHeld(finished, trx));
    }
  };

  async function stillHeld(finished: readonly Finished[], trx: Knex.Transaction) {
    const rows = () => deliveries(trx).whereIn('delivery_id', idsOf(finished));
    // Locks the rows, and on SQLite the file, which refuses at once to turn a read into a write while
    // another process writes.
    await rows().update({ lease_expires_at: trx.ref('lease_expires_at') });
    const found: { delivery_id: string; lease_token: string | null }[] = await rows().select(
      'delivery_id',
      'lease_token'
    );
    const tokens = new Map(found.map((row) => [row.delivery_id, row.lease_token]));
    return finished.filter(({ claim }) => tokens.get(claim.id) === claim.token);
  }
}

export type RecordResults = ReturnType<typeof createRecord>;

/** A redelivery that failed: the delivery goes on to say what it said before. */
function isRefused({ claim, result }: Finished): boolean {
  return claim.resume !== null && result.attempt?.outcome !== 'delivered';
}

/** Rolls the transaction back: some of the deliveries are not held any more. */
class HeldByAnother extends Error {}

/** By their keys, each with the token it was taken with; a claim statement gave one to all it took. */
function isHeld(finished: readonly Finished[]): (query: Knex.QueryBuilder) => void {
  const byToken = new Map<string, number[]>();
  for (const { claim } of finished) {
    const ids = byToken.get(claim.token);
    if (ids === undefined) byToken.set(claim.token, [claim.rowId]);
    else ids.push(claim.rowId);
  }
  return (query) => {
    for (const [token, ids] of byToken) {
      void query.orWhere((own) => {
        void own.whereIn('id', ids).where('lease_token', token);
      });
    }
  };
}

function idsOf(finished: readonly Finished[]): string[] {
  return finished.map(({ claim }) => claim.id);
}

/** Undefined: what the column holds. */
type Value = (entry: Finished) => string | number | null | undefined;

/** Each row is compared with the arms of a case one after another: with a few blocks of them, and those of one. */
const ARMS = 16;

/** One value per row in a single UPDATE, in the SQL every dialect has. */
function caseOf(
  trx: Knex.Transaction,
  column: string,
  finished: readonly Finished[],
  value: Value
): Knex.Raw | string | number | null {
  const values = finished.map(value);
  const [first] = values;
  if (values.every((other) => other === first)) return first ?? keptOr(first, trx, column);
  const arms = finished
    .map(({ claim }, index) => ({ id: claim.rowId, value: values[index] }))
    .filter((arm) => arm.value !== undefined)
    .sort((one, other) => one.id - other.id);
  const blocks: string[] = [];
  const bindings: string[] = [];
  for (let start = 0; start < arms.length; start += ARMS) {
    const own = arms.slice(start, start + ARMS);
    // Numbers stand in the text: a bound one has no type in PostgreSQL.
    const written = own.map((arm) => {
      return `when ${arm.id} then ${typeof arm.value === 'string' ? '?' : arm.value}`;
    });
    const texts = own.map((arm) => arm.value).filter((one) => typeof one === 'string');
    blocks.push(`when ?? <= ${own.at(-1)?.id} then case ?? ${written.join(' ')} else ?? end`);
    bindings.push('id', 'id', ...texts, column);
  }
  return trx.raw(`case ${blocks.join(' ')} else ?? end`, [...bindings, column]);
}

function keptOr(value: null | undefined, trx: Knex.Transaction, column: string): Knex.Raw | null {
  return value === null ? null : trx.raw('??', [column]);
}

import type { Knex } from 'knex';
import { TABLES } from '../../constants';
import { allot, rateOf, type LaneLimits } from '../../domain/lane';
import { hasStatus, type Database } from '../../stores/database';
import type { Lane, LaneStore } from '../../stores/lane-store';
import type { DocumentOrder } from './document-order';
import { CLAIMED_COLUMNS, toClaim, type Claim, type ClaimedRow } from './claimed-row';

export interface ClaimDeps {
  db: Database;
  lanes: LaneStore;
  order: Pick<DocumentOrder, 'heads'>;
  /** Webhooks there are. */
  webhookIds(): readonly string[];
  /** What the webhook allows. */
  limitsOf(webhookId: string): LaneLimits;
}

/** What this instance does for a lane. */
export interface LaneHere {
  /** Its rows in `sending`, those left out whose results are being written. */
  own: number;
  /** Requests under way. */
  running: number;
  /** Claims that wait for a slot. */
  ready: number;
  /** How many claims more should wait for one. */
  ahead: number;
}

export interface TakeOptions {
  now: number;
  leaseMs: number;
  /** Unique to this call. */
  token: string;
  slots: { free: number; total: number };
  /** What this instance does for a lane; asked after the database, so that it is never behind it. */
  here(webhookId: string): LaneHere;
  /** Webhooks whose deliveries wait. */
  onHold: readonly string[];
}

export interface Taken {
  claims: Claim[];
  /** How many requests may be under way here at once, in each lane that was looked into. */
  allowed: ReadonlyMap<string, number>;
  /** All lanes, and those that had something due: these are looked into again when there is room. */
  known: readonly string[];
  due: readonly string[];
  /** When something becomes due or is allowed next, as far as known; null: nothing waits. */
  nextAt: number | null;
}

/** Lanes asked about in one statement; SQLite puts at most 500 selects together. */
const LANES_PER_SELECT = 200;

/**
 * Takes due deliveries: `pending ──► sending`, with a token and a lease.
 *
 * Only lanes with room are looked into, each for as many rows as it has room for, through an index
 * in which its due rows come first: what waits elsewhere, and how much, costs nothing. The lanes are
 * held meanwhile, so that their limits hold over all instances.
 */
export function createClaim({ db, lanes, order, webhookIds, limitsOf }: ClaimDeps) {
  const deliveries = (trx?: Knex.Transaction) => db.table(TABLES.deliveries, trx);

  /** Requests that may be under way here; the rest is other instances'. */
  const allowedOf = (lane: Lane, { here }: TakeOptions): number =>
    limitsOf(lane.webhookId).concurrency - (lane.sending - here(lane.webhookId).own);

  /** What could be begun at once. */
  const roomOf = (lane: Lane, options: TakeOptions): number => {
    const { running, ready } = options.here(lane.webhookId);
    const { rateLimitPerSecond } = limitsOf(lane.webhookId);
    const rate = rateOf(rateLimitPerSecond, lane.nextAt, options.now);
    return Math.max(0, Math.min(allowedOf(lane, options) - running - ready, rate.room));
  };

  /** What is taken to be begun later; nothing where each is to be begun at its own time or turn. */
  const aheadOf = (lane: Lane, options: TakeOptions): number => {
    const { ordered, rateLimitPerSecond } = limitsOf(lane.webhookId);
    if (ordered || rateLimitPerSecond !== null || allowedOf(lane, options) <= 0) return 0;
    return options.here(lane.webhookId).ahead;
  };

  const isOpen = (lane: Lane, options: TakeOptions): boolean =>
    openAt(lane) <= options.now && (roomOf(lane, options) > 0 || aheadOf(lane, options) > 0);

  const take = async (options: TakeOptions, open: readonly Lane[], idle: number) => {
    const { now, slots, here } = options;
    return db.transaction(async (trx) => {
      const held = await lanes.hold(
        open.map((lane) => lane.webhookId),
        trx
      );
      const allowed = new Map(held.map((lane) => [lane.webhookId, allowedOf(lane, options)]));
      const stillOpen = held.filter((lane) => isOpen(lane, options));
      const given = allot(
        stillOpen
          .sort((a, b) => openAt(a) - openAt(b))
          .map((lane) => ({
            webhookId: lane.webhookId,
            room: roomOf(lane, options),
            inFlight: here(lane.webhookId).running,
          })),
        { ...slots, idle }
      );
      for (const lane of stillOpen) {
        const ahead = aheadOf(lane, options);
        if (ahead > 0) given.set(lane.webhookId, (given.get(lane.webhookId) ?? 0) + ahead);
      }
      const ids = await due(given, now, trx);
      if (ids.length === 0) return { rows: [], allowed };
      const rows = await mark(ids, options, trx);
      for (const lane of held) {
        const begun = rows.filter((row) => row.webhook_id === lane.webhookId).length;
        const { rateLimitPerSecond } = limitsOf(lane.webhookId);
        if (begun === 0 || rateLimitPerSecond === null) continue;
        const { nextAt } = rateOf(rateLimitPerSecond, lane.nextAt, now);
        await lanes.setNextAt(lane.webhookId, nextAt(begun), trx);
      }
      return { rows, allowed };
    });
  };

  /** Ids of rows to take, the longest due of each lane first. */
  const due = async (
    given: ReadonlyMap<string, number>,
    now: number,
    trx: Knex.Transaction
  ): Promise<number[]> => {
    const lanesGiven = [...given];
    const ordered = lanesGiven.filter(([webhookId]) => limitsOf(webhookId).ordered);
    const free = lanesGiven.filter(([webhookId]) => !limitsOf(webhookId).ordered);
    const ids: number[] = [];
    for (let start = 0; start < free.length; start += LANES_PER_SELECT) {
      const selects = free.slice(start, start + LANES_PER_SELECT).map(([webhookId, limit]) => {
        const rows = deliveries()
          .select('id')
          .where({ status: 'pending', webhook_id: webhookId })
          .where('due_at', '<=', now)
          .orderBy(['due_at', 'id'])
          .limit(limit);
        return db.query().select('id').from(rows.as('due'));
      });
      const [first, ...others] = selects;
      const rows: { id: number }[] = await first!.unionAll(others).transacting(trx);
      ids.push(...rows.map((row) => row.id));
    }
    for (const [webhookId, limit] of ordered) {
      ids.push(...(await order.heads(webhookId, limit, now, trx)));
    }
    return ids;
  };

  /** Somebody may have cancelled or asked for one meanwhile: what counts is what was marked. */
  const mark = async (
    ids: readonly number[],
    { token, now, leaseMs }: TakeOptions,
    trx: Knex.Transaction
  ): Promise<ClaimedRow[]> => {
    await deliveries(trx)
      .whereIn('id', [...ids])
      .where(hasStatus('pending'))
      .update({ status: 'sending', lease_token: token, lease_expires_at: now + leaseMs });
    return deliveries(trx)
      .select(CLAIMED_COLUMNS)
      .whereIn('id', [...ids])
      .where('lease_token', token)
      .orderBy(['due_at', 'id']);
  };

  /** Bodies are read when they are to be sent, however many wait. */
  const withBodies = async (rows: readonly ClaimedRow[], token: string): Promise<Claim[]> => {
    if (rows.length === 0) return [];
    const bodies: { event_id: string; shape: string; content: string }[] = await db
      .table(TABLES.bodies)
      .select('event_id', 'shape', 'content')
      .whereIn('event_id', [...new Set(rows.map((row) => row.event_id))])
      .whereIn('shape', [...new Set(rows.map((row) => row.shape))]);
    const contents = new Map(
      bodies.map((body) => [`${body.event_id} ${body.shape}`, body.content])
    );
    return rows.map((row) =>
      toClaim(row, contents.get(`${row.event_id} ${row.shape}`) ?? null, token)
    );
  };

  return async (options: TakeOptions): Promise<Taken> => {
    const { now, onHold, token } = options;
    const all = await survey(onHold);
    const open = all.filter((lane) => isOpen(lane, options));
    const isIdle = (lane: Lane) => !open.includes(lane) && options.here(lane.webhookId).own === 0;
    const { rows, allowed } =
      open.length === 0 ? NOTHING : await take(options, open, all.filter(isIdle).length);
    return {
      claims: await withBodies(rows, token),
      allowed,
      known: all.map((lane) => lane.webhookId),
      due: all.filter((lane) => openAt(lane) <= now).map((lane) => lane.webhookId),
      nextAt: earliest(all.map(readyAt).filter((time) => time > now)),
    };
  };

  /** A webhook that has no lane gets one: it is new, or a restore has wiped what was kept about it. */
  async function survey(onHold: readonly string[]): Promise<Lane[]> {
    const all = await lanes.survey(onHold);
    const known = new Set([...onHold, ...all.map((lane) => lane.webhookId)]);
    const missing = webhookIds().filter((id) => !known.has(id));
    if (missing.length === 0) return all;
    await lanes.add(missing);
    return lanes.survey(onHold);
  }

  /** When a lane may send again, its slots apart. */
  function readyAt(lane: Lane): number {
    const isLimited = limitsOf(lane.webhookId).rateLimitPerSecond !== null;
    return Math.max(openAt(lane), isLimited ? (lane.nextAt ?? 0) : 0);
  }
}

const NOTHING = { rows: [], allowed: new Map<string, number>() };

export type TakeClaims = ReturnType<typeof createClaim>;

/** When a lane has something to send, its slots and rate apart; never where nothing is pending. */
function openAt(lane: Lane): number {
  return lane.dueAt === null ? Infinity : Math.max(lane.dueAt, lane.throttledUntil ?? 0);
}

function earliest(times: readonly number[]): number | null {
  const time = Math.min(...times);
  return Number.isFinite(time) ? time : null;
}

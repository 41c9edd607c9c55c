import type { Knex } from 'knex';
import { TABLES } from '../constants';
import { allot, rateOf, type LaneLimits } from '../domain/lane';
import { hasStatus, type Database } from '../stores/database';
import type { Lane, LaneStore, SlotKind } from '../stores/lane-store';
import type { DocumentOrder } from './document-order';
import { CLAIMED_COLUMNS, type ClaimedRow } from './claimed-row';
import { slotTokens, tokenByRow, type DueRow } from './slot-tokens';

export interface ClaimDeps {
  db: Database;
  lanes: LaneStore;
  order: Pick<DocumentOrder, 'heads'>;
  /** Webhooks there are. */
  webhookIds(): readonly string[];
  /** What the webhook allows. */
  limitsOf(webhookId: string): LaneLimits;
  /** What fills a slot until it is recorded: each delivery for itself, or all that share a token. */
  slot: SlotKind;
}

/** What is done for a lane: here, or over all instances where slots are handed round. */
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
  slots(lanes: readonly Lane[]): { free: number; total: number };
  /** What is done for a lane; asked after the database, so that it is never behind it. */
  here(lane: Lane): LaneHere;
  /** Deliveries a slot is given, one after another, under a token of its own; one, unless told otherwise. */
  perSlot?(webhookId: string): number;
  /** Webhooks whose deliveries wait. */
  onHold: readonly string[];
}

export interface Taken {
  /** The longest due first. */
  rows: ClaimedRow[];
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

/** Deliveries in slots that hold several: what one statement marks, each with the token of its slot. */
const MOST_IN_SLOTS = 600;

/**
 * Takes due deliveries: `pending ──► sending`, with a token and a lease.
 *
 * Only lanes with room are looked into, each for as many rows as it has room for, through an index
 * in which its due rows come first: what waits elsewhere, and how much, costs nothing. The lanes are
 * held meanwhile, so that their limits hold over all instances.
 */
export function createClaim({ db, lanes, order, webhookIds, limitsOf, slot }: ClaimDeps) {
  const deliveries = (trx?: Knex.Transaction) => db.table(TABLES.deliveries, trx);

  /** Requests that may be under way here; the rest is other instances'. */
  const allowedOf = (lane: Lane, { here }: TakeOptions): number =>
    limitsOf(lane.webhookId).concurrency - (lane.sending - here(lane).own);

  /** What could be begun at once. */
  const roomOf = (lane: Lane, options: TakeOptions): number => {
    const { running, ready } = options.here(lane);
    const { rateLimitPerSecond } = limitsOf(lane.webhookId);
    const rate = rateOf(rateLimitPerSecond, lane.nextAt, options.now);
    return Math.max(0, Math.min(allowedOf(lane, options) - running - ready, rate.room));
  };

  /** What is taken to be begun later; nothing where each is to be begun at its own time or turn. */
  const aheadOf = (lane: Lane, options: TakeOptions): number => {
    const { ordered, rateLimitPerSecond } = limitsOf(lane.webhookId);
    if (ordered || rateLimitPerSecond !== null || allowedOf(lane, options) <= 0) return 0;
    return options.here(lane).ahead;
  };

  const isOpen = (lane: Lane, options: TakeOptions): boolean =>
    openAt(lane) <= options.now && (roomOf(lane, options) > 0 || aheadOf(lane, options) > 0);

  const take = async (options: TakeOptions, open: readonly Lane[], all: readonly Lane[]) => {
    const { now, here } = options;
    const slots = options.slots(all);
    const idle = all.filter((lane) => !open.includes(lane) && here(lane).own === 0).length;
    return db.transaction(async (trx) => {
      const held = await lanes.hold(
        open.map((lane) => lane.webhookId),
        slot,
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
            inFlight: here(lane).running,
          })),
        { ...slots, idle }
      );
      for (const lane of stillOpen) {
        const ahead = aheadOf(lane, options);
        if (ahead > 0) given.set(lane.webhookId, (given.get(lane.webhookId) ?? 0) + ahead);
      }
      const found = await due(given, options, trx);
      if (found.length === 0) return { rows: [], allowed };
      await db.giveTurn(found.length);
      const tokens =
        slot === 'delivery'
          ? new Map([[options.token, found.map((row) => row.id)]])
          : slotTokens(options.token, found, given);
      const rows = await mark(tokens, options, trx);
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

  /** Rows to take, the longest due of each lane first. */
  const due = async (
    given: ReadonlyMap<string, number>,
    options: TakeOptions,
    trx: Knex.Transaction
  ): Promise<DueRow[]> => {
    const { now } = options;
    const slots = [...given.values()].reduce((sum, count) => sum + count, 0);
    const most = Math.max(1, Math.floor(MOST_IN_SLOTS / slots));
    const lanesGiven = [...given];
    const ordered = lanesGiven.filter(([webhookId]) => limitsOf(webhookId).ordered);
    const free = lanesGiven.filter(([webhookId]) => !limitsOf(webhookId).ordered);
    const found: DueRow[] = [];
    for (let start = 0; start < free.length; start += LANES_PER_SELECT) {
      const selects = free.slice(start, start + LANES_PER_SELECT).map(([webhookId, count]) => {
        const rows = deliveries()
          .select('id', 'webhook_id')
          .where({ status: 'pending', webhook_id: webhookId })
          .where('due_at', '<=', now)
          .orderBy(['due_at', 'id'])
          .limit(count * Math.min(most, perSlotOf(webhookId, options)));
        return db.query().select('id', 'webhook_id').from(rows.as('due'));
      });
      const [first, ...others] = selects;
      const rows: DueRow[] = await first!.unionAll(others).transacting(trx);
      found.push(...rows);
    }
    for (const [webhookId, count] of ordered) {
      const ids = await order.heads(webhookId, count, now, trx);
      found.push(...ids.map((id) => ({ id, webhook_id: webhookId })));
    }
    return found;
  };

  /** One where each delivery is to be begun at its own time or turn. */
  const perSlotOf = (webhookId: string, { perSlot }: TakeOptions): number => {
    const { ordered, rateLimitPerSecond } = limitsOf(webhookId);
    return ordered || rateLimitPerSecond !== null ? 1 : (perSlot?.(webhookId) ?? 1);
  };

  /** Somebody may have cancelled or asked for one meanwhile: what counts is what was marked. */
  const mark = async (
    tokens: ReadonlyMap<string, readonly number[]>,
    { now, leaseMs }: TakeOptions,
    trx: Knex.Transaction
  ): Promise<ClaimedRow[]> => {
    const ids = [...tokens.values()].flat();
    await deliveries(trx)
      .whereIn('id', ids)
      .where(hasStatus('pending'))
      .update({
        status: 'sending',
        lease_token: tokenByRow(tokens, trx),
        lease_expires_at: now + leaseMs,
      });
    await db.giveTurn(ids.length);
    return deliveries(trx)
      .select(CLAIMED_COLUMNS)
      .whereIn('id', ids)
      .whereIn('lease_token', [...tokens.keys()])
      .orderBy(['due_at', 'id']);
  };

  return async (options: TakeOptions): Promise<Taken> => {
    const { now, onHold } = options;
    const all = await survey(onHold);
    const open = all.filter((lane) => isOpen(lane, options));
    const taken = open.length === 0 ? NOTHING : await take(options, open, all);
    return {
      ...taken,
      known: all.map((lane) => lane.webhookId),
      due: all.filter((lane) => openAt(lane) <= now).map((lane) => lane.webhookId),
      nextAt: earliest(all.map(readyAt).filter((time) => time > now)),
    };
  };

  /** A webhook that has no lane gets one: it is new, or a restore has wiped what was kept about it. */
  async function survey(onHold: readonly string[]): Promise<Lane[]> {
    const all = await lanes.survey(onHold, slot);
    const known = new Set([...onHold, ...all.map((lane) => lane.webhookId)]);
    const missing = webhookIds().filter((id) => !known.has(id));
    if (missing.length === 0) return all;
    await lanes.add(missing);
    return lanes.survey(onHold, slot);
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

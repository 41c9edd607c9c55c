import type { Knex } from 'knex';
import { TABLES } from '../constants';
import { allot, rateOf, type LaneLimits } from '../domain/lane';
import { groupBy } from '../lib/group-by';
import { hasStatus, type Database } from '../stores/database';
import type { Lane, LaneStore, SlotKind } from '../stores/lane-store';
import type { DocumentOrder } from './document-order';
import { CLAIMED_COLUMNS, type ClaimedRow } from './claimed-row';
import { createLaneRoom, openAt, type RoomOptions } from './lane-room';
import { slotTokens, tokenByRow, type DueRow } from './slot-tokens';
import { MOST_TEXT, withinText } from './within-text';

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

interface ClaimOptions extends RoomOptions {
  leaseMs: number;
  /** Unique to this call. */
  token: string;
  /** Deliveries a slot is given, one after another, under a token of its own; one, unless told otherwise. */
  perSlot?(webhookId: string): number;
  /** Characters of bodies that may be taken; those that there are slots for are taken whatever they come to. */
  text: number;
}

/** What is to be taken of a lane: to be begun at once, and ahead of its slots. */
interface Wanted {
  slots: number;
  ahead: number;
}

export interface TakeOptions extends ClaimOptions {
  slots(lanes: readonly Lane[]): { free: number; total: number };
  /** Webhooks whose deliveries wait. */
  onHold: readonly string[];
}

export interface TakeFromOptions extends ClaimOptions {
  webhookIds: readonly string[];
  /** `idle`: other lanes, which have nothing to send as far as known. */
  slots: { free: number; total: number; idle: number };
}

export interface TakenFrom {
  /** The longest due first. */
  rows: ClaimedRow[];
  /** How many requests may be under way here at once, in each lane that was looked into. */
  allowed: ReadonlyMap<string, number>;
  /** Lanes of which all that was due is taken. */
  emptied: ReadonlySet<string>;
}

export interface Taken extends Omit<TakenFrom, 'emptied'> {
  /** All lanes, and those that had something due: these are looked into again when there is room. */
  known: readonly string[];
  due: readonly string[];
  /** When something becomes due or is allowed next, as far as known; null: nothing waits. */
  nextAt: number | null;
}

const DUE_COLUMNS = ['id', 'webhook_id', 'size'];

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
  const { allowedOf, roomOf, aheadOf, isOpen, readyAt } = createLaneRoom(limitsOf);

  /** From some lanes, in a transaction of the caller's. */
  const takeFrom = async (options: TakeFromOptions, trx: Knex.Transaction): Promise<TakenFrom> => {
    const { now, here } = options;
    const held = await lanes.hold(options.webhookIds, slot, trx);
    const allowed = new Map(held.map((lane) => [lane.webhookId, allowedOf(lane, options)]));
    const open = held.filter((lane) => isOpen(lane, options));
    const slots = allot(
      open
        .sort((a, b) => openAt(a) - openAt(b))
        .map((lane) => ({
          webhookId: lane.webhookId,
          room: roomOf(lane, options),
          inFlight: here(lane).running,
        })),
      options.slots
    );
    const wanted = new Map<string, Wanted>();
    for (const lane of open) {
      const own = { slots: slots.get(lane.webhookId) ?? 0, ahead: aheadOf(lane, options) };
      if (own.slots + own.ahead > 0) wanted.set(lane.webhookId, own);
    }
    const { found, emptied } = await due(wanted, options, trx);
    if (found.length === 0) return { rows: [], allowed, emptied };
    await db.giveTurn(found.length);
    const tokens =
      slot === 'delivery'
        ? new Map([[options.token, found.map((row) => row.id)]])
        : slotTokens(options.token, found, slots);
    const rows = await mark(tokens, options, trx);
    for (const lane of held) {
      const begun = rows.filter((row) => row.webhook_id === lane.webhookId).length;
      const { rateLimitPerSecond } = limitsOf(lane.webhookId);
      if (begun === 0 || rateLimitPerSecond === null) continue;
      const { nextAt } = rateOf(rateLimitPerSecond, lane.nextAt, now);
      await lanes.setNextAt(lane.webhookId, nextAt(begun), trx);
    }
    return { rows, allowed, emptied };
  };

  /** Rows to take, the longest due of each lane first, and lanes that have no more of them. */
  const due = async (
    wanted: ReadonlyMap<string, Wanted>,
    options: ClaimOptions,
    trx: Knex.Transaction
  ): Promise<{ found: DueRow[]; emptied: Set<string> }> => {
    const { now } = options;
    const countOf = ({ slots, ahead }: Wanted) => slots + ahead;
    const all = [...wanted.values()].reduce((sum, own) => sum + countOf(own), 0);
    const most = Math.max(1, Math.floor(MOST_IN_SLOTS / all));
    const limitOf = (webhookId: string, own: Wanted) =>
      countOf(own) * Math.min(most, perSlotOf(webhookId, options));
    const lanesWanted = [...wanted];
    const ordered = lanesWanted.filter(([webhookId]) => limitsOf(webhookId).ordered);
    const free = lanesWanted.filter(([webhookId]) => !limitsOf(webhookId).ordered);
    const rows: DueRow[] = [];
    for (let start = 0; start < free.length; start += LANES_PER_SELECT) {
      const selects = free.slice(start, start + LANES_PER_SELECT).map(([webhookId, own]) => {
        const ofLane = deliveries()
          .select(DUE_COLUMNS)
          .where({ status: 'pending', webhook_id: webhookId })
          .where('due_at', '<=', now)
          .orderBy(['due_at', 'id'])
          .limit(limitOf(webhookId, own));
        return db.query().select(DUE_COLUMNS).from(ofLane.as('due'));
      });
      const [first, ...others] = selects;
      rows.push(...((await first!.unionAll(others).transacting(trx)) as DueRow[]));
    }
    const byLane = groupBy(rows, (row) => row.webhook_id);
    const beyondSlots = free.filter(([webhookId, own]) => limitOf(webhookId, own) > own.slots);
    const text = Math.min(MOST_TEXT.ofLane, options.text / Math.max(1, beyondSlots.length));
    const found: DueRow[] = [];
    const emptied = new Set<string>();
    for (const [webhookId, own] of free) {
      const ofLane = byLane.get(webhookId) ?? [];
      const fitting = withinText(ofLane, own.slots, text);
      found.push(...fitting);
      const isAll = fitting.length === ofLane.length && ofLane.length < limitOf(webhookId, own);
      if (isAll) emptied.add(webhookId);
    }
    // Of a document that is under way, the next may follow at any moment.
    for (const [webhookId, own] of ordered) {
      const ids = await order.heads(webhookId, countOf(own), now, trx);
      found.push(...ids.map((id) => ({ id, webhook_id: webhookId, size: null })));
    }
    return { found, emptied };
  };

  /** One where each delivery is to be begun at its own time or turn. */
  const perSlotOf = (webhookId: string, { perSlot }: ClaimOptions): number => {
    const { ordered, rateLimitPerSecond } = limitsOf(webhookId);
    return ordered || rateLimitPerSecond !== null ? 1 : (perSlot?.(webhookId) ?? 1);
  };

  /** Somebody may have cancelled or asked for one meanwhile: what counts is what was marked. */
  const mark = async (
    tokens: ReadonlyMap<string, readonly number[]>,
    { now, leaseMs }: ClaimOptions,
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

  /** From all lanes that have something due and room for it, in a transaction of its own. */
  const take = async (options: TakeOptions): Promise<Taken> => {
    const { now, onHold, here } = options;
    const all = await survey(onHold);
    const open = all.filter((lane) => isOpen(lane, options));
    const webhookIds = open.map((lane) => lane.webhookId);
    const isIdle = (lane: Lane) => here(lane).running === 0 && here(lane).ready === 0;
    const idle = all.filter((lane) => !open.includes(lane) && isIdle(lane)).length;
    const slots = { ...options.slots(all), idle };
    const { rows, allowed } =
      open.length === 0
        ? NOTHING
        : await db.transaction((trx) => takeFrom({ ...options, webhookIds, slots }, trx));
    return {
      rows,
      allowed,
      known: all.map((lane) => lane.webhookId),
      due: all.filter((lane) => openAt(lane) <= now).map((lane) => lane.webhookId),
      nextAt: earliest(all.map(readyAt).filter((time) => time > now)),
    };
  };

  return { take, takeFrom };

  /** A webhook that has no lane gets one: it is new, or a restore has wiped what was kept about it. */
  async function survey(onHold: readonly string[]): Promise<Lane[]> {
    const all = await lanes.survey(onHold, slot);
    const known = new Set([...onHold, ...all.map((lane) => lane.webhookId)]);
    const missing = webhookIds().filter((id) => !known.has(id));
    if (missing.length === 0) return all;
    await lanes.add(missing);
    return lanes.survey(onHold, slot);
  }
}

const NOTHING: TakenFrom = { rows: [], allowed: new Map(), emptied: new Set() };

export type ClaimFrom = ReturnType<typeof createClaim>;
export type TakeClaims = ClaimFrom['take'];

function earliest(times: readonly number[]): number | null {
  const time = Math.min(...times);
  return Number.isFinite(time) ? time : null;
}

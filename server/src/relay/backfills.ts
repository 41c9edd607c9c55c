import type { BackfillEntryStatus, DomainEvent } from '../../../contracts/domain';
import type { Depth } from '../domain/depth';
import type { NewId } from '../lib/ids';
import { describeError, type Logger } from '../lib/logger';
import { eachInTurn } from '../lib/each-in-turn';
import { createLoop } from '../lib/loop';
import type { BackfillPosition, BackfillStore, RunningBackfill } from '../stores/backfill-store';
import { toIso, type Database } from '../stores/database';
import type { DeliveryStore } from '../stores/delivery-store';
import type { EventStore } from '../stores/event-store';
import type { GatheredStore } from '../stores/gathered-store';
import type { ReplayStore } from '../stores/replay-store';
import type { WebhookCache } from '../stores/webhook-cache';
import type { StoredWebhook } from '../stores/webhook-store';
import type { FannedOut } from './fan-out';

/** Which entries of a content type. */
interface EntryFilter {
  uid: string;
  entryStatus: BackfillEntryStatus;
  locales: readonly string[];
  since: number | null;
  depth: Depth;
}

/** Some entries of one content type, in the order of their rows. */
interface Batch {
  entries: readonly { fact: Omit<DomainEvent, 'id' | 'createdAt'> }[];
  /** Undefined where there were none. */
  lastRow: number | undefined;
}

export interface BackfillsDeps<B extends Batch> {
  db: Pick<Database, 'join'>;
  store: BackfillStore;
  events: Pick<EventStore, 'append'>;
  deliveries: Pick<DeliveryStore, 'append'>;
  gathered: Pick<GatheredStore, 'append'>;
  replays: Pick<ReplayStore, 'countDue'>;
  webhooks: Pick<WebhookCache, 'refresh' | 'find'>;
  existing: {
    after(rowId: number, filter: EntryFilter, limit: number): Promise<B>;
    areUnchanged(uid: string, batch: B): Promise<boolean>;
  };
  /** Whether entries of a content type can be announced. */
  canBeAnnounced(uid: string): boolean | undefined;
  /** What events become for one webhook, whatever it has asked for. */
  fanOutTo(webhook: StoredWebhook, batch: readonly DomainEvent[]): Promise<FannedOut>;
  /** How deep a webhook looks into entries of a type. */
  depthOf(webhook: StoredWebhook, uid: string): Depth;
  newId: NewId;
  now(): number;
  log: Logger;
  /** Deliveries are due. */
  relayed(): void;
  /** Events wait to be told together. */
  gathering(): void;
}

/** Entries told of in one transaction, and how much text they should come to. */
const BATCH = 100;
const TEXT_PER_BATCH = 8_000_000;

/** Due deliveries of a webhook beyond which a backfill waits, as a replay does. */
const ENOUGH_DUE = 1_000;

/** How often to look whether there is room for more. */
const POLL_MS = 1_000;

/**
 * Tells one webhook of the entries there are, in batches, type by type, in the order of their rows.
 * Guarantees: how far it has come is written in the transaction that writes the events and deliveries of a
 * batch, so each entry is told of once, whatever dies, and of several instances one moves it on at a time.
 * What is written while it runs has a higher row and is told of too, or by an event of its own.
 */
export function createBackfills<B extends Batch>(deps: BackfillsDeps<B>) {
  const { db, store, webhooks, existing, now, log } = deps;
  /** Fewer where the last ones were large. */
  let limit = BATCH;

  /** @returns whether the batch was this instance's to tell of, and still as it was read. */
  const tell = async (
    backfill: RunningBackfill,
    webhook: StoredWebhook,
    uid: string,
    batch: B,
    to: BackfillPosition
  ): Promise<boolean> => {
    const createdAt = toIso(now());
    const told = batch.entries.map(({ fact }) => ({ ...fact, id: deps.newId('evt'), createdAt }));
    const fanned = await deps.fanOutTo(webhook, told);
    // A condition of the webhook may leave some out.
    const ids = new Set([...fanned.deliveries, ...fanned.gathered].map(({ eventId }) => eventId));
    const heard = told.filter(({ id }) => ids.has(id));
    const text = fanned.bodies.reduce((sum, { content }) => sum + content.length, 0);
    const fitting = Math.floor((TEXT_PER_BATCH / Math.max(text, 1)) * told.length);
    limit = Math.max(1, Math.min(BATCH, fitting));
    const isTold = await db.join(async (trx) => {
      // Before anything else is read: on MySQL the first read says what the transaction sees.
      if (!(await existing.areUnchanged(uid, batch))) return false;
      if (!(await store.advance(backfill, to, told.length, trx))) return false;
      await deps.events.append(heard, trx);
      await deps.deliveries.append(fanned.deliveries, fanned.bodies, now(), trx);
      await deps.gathered.append(fanned.gathered, trx);
      return true;
    });
    if (isTold && fanned.deliveries.length > 0) deps.relayed();
    if (isTold && fanned.gathered.length > 0) deps.gathering();
    return isTold;
  };

  const goTo = (backfill: RunningBackfill, to: BackfillPosition) =>
    db.join((trx) => store.advance(backfill, to, 0, trx));

  /** @returns whether there may be more to do at once. */
  const advance = async (backfill: RunningBackfill): Promise<boolean> => {
    const { id, webhookId, contentTypes, entryStatus, since, typeIndex, lastRow } = backfill;
    const webhook = webhooks.find(webhookId);
    const uid = contentTypes[typeIndex];
    if (webhook === undefined || uid === undefined) {
      await store.end(id, webhook === undefined ? 'cancelled' : 'done', now());
      return false;
    }
    if (!webhook.enabled) return false;
    if ((await deps.replays.countDue(webhook, now(), ENOUGH_DUE)) >= ENOUGH_DUE) return false;
    const nextType = { typeIndex: typeIndex + 1, lastRow: 0 };
    // The site may have been changed since it was asked for.
    if (deps.canBeAnnounced(uid) !== true) return goTo(backfill, nextType);
    const locales = backfill.locale === null ? webhook.locales : [backfill.locale];
    const depth = deps.depthOf(webhook, uid);
    const batch = await existing.after(lastRow, { uid, entryStatus, locales, since, depth }, limit);
    if (batch.lastRow === undefined) return goTo(backfill, nextType);
    await tell(backfill, webhook, uid, batch, { typeIndex, lastRow: batch.lastRow });
    return true;
  };

  return createLoop({
    everyMs: POLL_MS,
    round: async () => {
      const running = await store.running();
      if (running.length === 0) return false;
      await webhooks.refresh();
      let again = false;
      await eachInTurn(running, async (backfill) => {
        again = (await advance(backfill)) || again;
      });
      return again;
    },
    onError: (error) => log.error(`A backfill could not go on: ${describeError(error)}`),
    onRecovery: () => log.info('Backfills go on'),
  });
}

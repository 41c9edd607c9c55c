import type { Knex } from 'knex';
import type { DomainEvent } from '../../../contracts/domain';
import { createLoop } from '../lib/loop';
import { describeError, type Logger } from '../lib/logger';
import type { Database } from '../stores/database';
import type { DeliveryStore } from '../stores/delivery-store';
import type { EventStore } from '../stores/event-store';
import type { GatheredStore } from '../stores/gathered-store';
import type { OutboxEntry, OutboxStore } from '../stores/outbox-store';
import type { WebhookCache } from '../stores/webhook-cache';
import type { FannedOut } from './fan-out';
import { createSetAside, documentOf, MOST_LEFT_OUT } from './set-aside';

export interface RelayDeps {
  db: Pick<Database, 'transaction' | 'giveTurn'>;
  outbox: Pick<OutboxStore, 'oldest' | 'take'>;
  events: Pick<EventStore, 'append'>;
  deliveries: Pick<DeliveryStore, 'append'>;
  gathered: Pick<GatheredStore, 'append'>;
  webhooks: Pick<WebhookCache, 'refresh'>;
  fanOut(batch: readonly DomainEvent[]): FannedOut | Promise<FannedOut>;
  /** What the deliveries of a batch say of the trace they are part of; hears when they are committed. */
  traced(batch: readonly OutboxEntry[]): {
    traceparentOf(eventId: string): string | null;
    committed(): void;
  };
  /** How often to look, without being woken, for what other instances committed; milliseconds. */
  everyMs: number;
  now(): number;
  log: Logger;
  /**
   * The queue takes deliveries over as they are written: `write` calls what it is given at the end of its
   * transaction.
   */
  admit(
    fanned: Pick<FannedOut, 'deliveries' | 'bodies'>,
    write: (claim: (trx: Knex.Transaction) => Promise<void>) => Promise<void>
  ): Promise<void>;
  /** Events were committed that wait to be told together. */
  gathering(): void;
}

/** What is read and fanned out at once: so many events, and so many characters of them. */
const BATCH = { events: 500, text: 8_000_000 };

/** Events that come one by one while the process is busy are relayed some at a time. */
const REST_AT_MOST_MS = 20;

/** What cannot be relayed, or not now, is not tried more often than this. */
const AFTER_ERROR_MS = 1_000;

/**
 * Outbox → deliveries. Guarantees: an event leaves the outbox in the transaction that writes its
 * deliveries, so it is fanned out exactly once, whatever dies. Where two instances take the same
 * events, one finds fewer of them there than it rendered and leaves all to the other.
 */
export function createRelay(deps: RelayDeps) {
  const { db, outbox, events, deliveries, gathered, webhooks, now, log } = deps;
  const setAside = createSetAside(now);

  /** @returns whether the events were this instance's to relay. */
  const relay = async (batch: readonly OutboxEntry[]): Promise<boolean> => {
    const relayed = batch.map((entry) => entry.event);
    const traced = deps.traced(batch);
    const fanned = await deps.fanOut(relayed);
    await db.giveTurn(relayed.length);
    const toDeliver = fanned.deliveries.map((delivery) => ({
      ...delivery,
      traceparent: traced.traceparentOf(delivery.eventId),
    }));
    try {
      await deps.admit(fanned, (claim) =>
        db.transaction(async (trx) => {
          const taken = await outbox.take(batch, trx);
          if (taken !== batch.length) throw new TakenByAnother();
          await events.append(relayed, trx);
          await deliveries.append(toDeliver, fanned.bodies, now(), trx);
          await gathered.append(fanned.gathered, trx);
          await claim(trx);
        })
      );
    } catch (error) {
      if (error instanceof TakenByAnother) return false;
      throw error;
    }
    setAside.relayed(batch);
    traced.committed();
    if (fanned.gathered.length > 0) deps.gathering();
    return true;
  };

  /** By themselves, in order; one whose document has an earlier one that failed is left with it. */
  const relayEach = async (entries: readonly OutboxEntry[]) => {
    const left: OutboxEntry[] = [];
    const errors = new Map<OutboxEntry, unknown>();
    const documents = new Set<string | null>();
    for (const entry of entries) {
      const document = documentOf(entry);
      if (document === null || !documents.has(document)) {
        const error = await relay([entry]).then(noError, (reason: unknown) => ({ reason }));
        if (error === undefined) continue;
        errors.set(entry, error.reason);
        if (setAside.keepsBack(entry)) documents.add(document);
      }
      left.push(entry);
    }
    return { left, errors };
  };

  /**
   * One event that cannot be relayed must not keep back those behind it, nor a hundred of them. Where
   * none can and nothing is behind them, it is the database that refuses: they are tried again soon.
   */
  const relaySingly = async (batch: readonly OutboxEntry[], hasMore: boolean): Promise<void> => {
    const first = await relayEach(batch);
    const isNone = first.left.length === batch.length;
    if (isNone && !hasMore) {
      first.errors.forEach((_error, entry) => setAside.failed(entry, { isItsFault: false }));
      throw [...first.errors.values()][0];
    }
    // The database may have been away for a moment only.
    const { errors } = isNone ? first : await relayEach(first.left);
    for (const [entry, error] of errors) {
      setAside.failed(entry, { isItsFault: true });
      log.error(`Event ${entry.event.id} could not be relayed: ${describeError(error)}`);
    }
  };

  const round = async (): Promise<boolean> => {
    const at = now();
    const leftOut = setAside.leftOut(at);
    const { entries, hasMore } = await outbox.oldest(BATCH, leftOut);
    const batch = setAside.passing(entries, at);
    // Others may have taken them between the look at what there is and the look into it; or all of them wait.
    if (batch.length === 0) return hasMore && leftOut.length < MOST_LEFT_OUT;
    // After the events were read: every webhook that capture knew when it wrote them is seen here.
    await webhooks.refresh();
    try {
      const won = await relay(batch);
      return !won || hasMore;
    } catch (error) {
      log.debug(`A batch of events could not be relayed as one: ${describeError(error)}`);
      await relaySingly(batch, hasMore);
      return hasMore;
    }
  };

  return createLoop({
    round,
    everyMs: deps.everyMs,
    afterErrorMs: AFTER_ERROR_MS,
    restAtMostMs: REST_AT_MOST_MS,
    onError: (error) => log.error(`Events could not be relayed: ${describeError(error)}`),
    onRecovery: () => log.info('Events are relayed again'),
  });
}

const noError = () => undefined;

/** Rolls the transaction back; the events are the other instance's. */
class TakenByAnother extends Error {}

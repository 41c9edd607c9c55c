import { isOrdered } from '../domain/order-key';
import { eachInTurn } from '../lib/each-in-turn';
import { createLoop } from '../lib/loop';
import { describeError, type Logger } from '../lib/logger';
import type { Database } from '../stores/database';
import type { ReplayStore, RunningReplay } from '../stores/replay-store';
import type { WebhookCache } from '../stores/webhook-cache';

export interface ReplaysDeps {
  db: Pick<Database, 'transaction'>;
  store: ReplayStore;
  webhooks: Pick<WebhookCache, 'refresh' | 'find'>;
  now(): number;
  log: Logger;
  /** Deliveries are due. */
  relayed(): void;
}

/** Deliveries asked for again in one transaction. */
const BATCH = 500;

/** Due deliveries of a webhook beyond which a replay waits: what is new should not wait for what is old. */
const ENOUGH_DUE = 1_000;

/** How often to look whether there is room for more. */
const POLL_MS = 1_000;

/**
 * Sends everything of a webhook since a time again, in batches. Guarantees: how far a replay has come
 * is written in the transaction that makes its deliveries due, so it goes on where it was, whatever
 * dies, and of several instances one moves it on at a time.
 */
export function createReplays({ db, store, webhooks, now, log, relayed }: ReplaysDeps) {
  /** @returns whether there may be more to do at once. */
  const advance = async (replay: RunningReplay): Promise<boolean> => {
    const webhook = webhooks.find(replay.webhookId);
    if (webhook === undefined) {
      await store.end(replay.id, 'cancelled', now());
      return false;
    }
    if ((await store.countDue(webhook, now(), ENOUGH_DUE)) >= ENOUGH_DUE) return false;
    const count = await db.transaction(async (trx) => {
      const ids = await store.next(replay, BATCH, trx);
      if (!(await store.advance(replay, ids, trx))) return undefined;
      if (ids.length > 0) {
        await store.sendAgain(ids, { now: now(), inOrder: isOrdered(webhook) }, trx);
      }
      return ids.length;
    });
    if (count === undefined) return true;
    if (count > 0) relayed();
    if (count === BATCH) return true;
    await store.end(replay.id, 'done', now());
    return false;
  };

  return createLoop({
    everyMs: POLL_MS,
    round: async () => {
      const running = await store.running();
      if (running.length === 0) return false;
      await webhooks.refresh();
      let again = false;
      await eachInTurn(running, async (replay) => {
        again = (await advance(replay)) || again;
      });
      return again;
    },
    onError: (error) => log.error(`A replay could not go on: ${describeError(error)}`),
    onRecovery: () => log.info('Replays go on'),
  });
}

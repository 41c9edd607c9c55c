import type { Render } from '../domain/rendering';
import type { NewId } from '../lib/ids';
import { eachInTurn } from '../lib/each-in-turn';
import { createLoop } from '../lib/loop';
import { describeError, type Logger } from '../lib/logger';
import type { Database } from '../stores/database';
import type { DeliveryStore } from '../stores/delivery-store';
import type { EventStore } from '../stores/event-store';
import type { GatheredStore } from '../stores/gathered-store';
import type { WebhookCache } from '../stores/webhook-cache';
import type { StoredWebhook } from '../stores/webhook-store';

export interface GatherDeps {
  db: Pick<Database, 'transaction'>;
  gathered: Pick<GatheredStore, 'waiting' | 'take' | 'drop'>;
  deliveries: Pick<DeliveryStore, 'append'>;
  webhooks: Pick<WebhookCache, 'refresh' | 'find'>;
  events: Pick<EventStore, 'find'>;
  newId: NewId;
  now(): number;
  log: Logger;
  render: Render;
  /** Deliveries were committed and are due. */
  relayed(): void;
}

/** How often to look for what other instances gathered. */
const POLL_MS = 1_000;

/** Events of one delivery; more of them become several. */
const LONGEST = 5_000;

/** What never falls quiet is told after so many times the quiet asked for. */
const PATIENCE = 10;

/**
 * Events → one delivery, for webhooks with `coalesceMs`: when nothing came for that long, and at the
 * latest after ten times as long. Guarantees: an event is taken in the transaction that writes its
 * delivery, so it is told exactly once. What waits for a disabled webhook waits on.
 */
export function createGather(deps: GatherDeps) {
  const { db, gathered, deliveries, webhooks, now, log } = deps;

  const tell = async (webhook: StoredWebhook): Promise<void> => {
    const id = deps.newId('dlv');
    const isTold = await db.transaction(async (trx) => {
      const coalesced = await gathered.take(webhook.id, id, LONGEST, trx);
      const last = coalesced.at(-1);
      if (last === undefined) return false;
      const event = await deps.events.find(last.id, trx);
      if (event === null) throw new Error(`The event ${last.id} is not there any more`);
      const body = deps.render(event, webhook, { coalesced, mark: `~${id}` });
      const delivery = {
        id,
        eventId: event.id,
        webhookId: webhook.id,
        type: event.type,
        shape: body.shape,
        dueAt: now(),
        orderKey: null,
      };
      await deliveries.append([delivery], [body], now(), trx);
      return true;
    });
    if (isTold) deps.relayed();
  };

  const round = async (): Promise<number | boolean> => {
    const waiting = await gathered.waiting();
    if (waiting.length === 0) return false;
    await webhooks.refresh();
    const waits: number[] = [];
    await eachInTurn(waiting, async ({ webhookId, firstAt, lastAt }) => {
      const webhook = webhooks.find(webhookId);
      if (webhook === undefined) return gathered.drop(webhookId);
      if (!webhook.enabled) return;
      const quiet = webhook.coalesceMs ?? 0;
      const wait = Math.min(lastAt + quiet, firstAt + PATIENCE * quiet) - now();
      if (wait > 0) waits.push(wait);
      else await tell(webhook);
    });
    return waits.length === 0 ? false : Math.min(...waits);
  };

  return createLoop({
    round,
    everyMs: POLL_MS,
    onError: (error) => log.error(`Events could not be coalesced: ${describeError(error)}`),
    onRecovery: () => log.info('Events are coalesced again'),
  });
}

import { setImmediate } from 'node:timers/promises';
import type { DomainEvent } from '../../../contracts/domain';
import { shapeKey } from '../domain/body';
import { meetsCondition } from '../domain/conditions';
import type { Depths } from '../domain/depths';
import { orderKey } from '../domain/order-key';
import type { Render, RenderedBody } from '../domain/rendering';
import type { NewId } from '../lib/ids';
import type { NewDelivery } from '../stores/delivery-store';
import type { NewGathered } from '../stores/gathered-store';
import type { WebhookCache } from '../stores/webhook-cache';
import type { StoredWebhook } from '../stores/webhook-store';

export interface FanOutDeps {
  webhooks: Pick<WebhookCache, 'wanting'>;
  newId: NewId;
  now(): number;
  render: Render;
  /** Whether an event holds all that a webhook's condition looks at. */
  canJudge: Depths['canJudge'];
  /** Milliseconds before the first attempt. */
  firstWaitMs: number;
}

/** What a batch of events becomes. */
export interface FannedOut {
  bodies: RenderedBody[];
  deliveries: NewDelivery[];
  /** Of webhooks that want to be told of several events at once. */
  gathered: NewGathered[];
}

/** Milliseconds of transforms after which others get their turn. */
const ENOUGH_MS = 20;

/** Who is to hear of events, and in which words; a body is rendered once for all that share its shape. */
export function createFanOut(deps: FanOutDeps) {
  const { webhooks, newId, now, render } = deps;

  /** What cannot be judged is rather told than lost. */
  const isOut = (webhook: StoredWebhook, event: DomainEvent): boolean =>
    webhook.condition !== null &&
    deps.canJudge(webhook, event) &&
    !meetsCondition(webhook.condition, event);

  const fanOutOne = (event: DomainEvent, fanned: FannedOut): void => {
    /** Of this event, how the body of a shape was kept. */
    const shapes = new Map<string, string>();
    for (const webhook of webhooks.wanting(event)) {
      if (isOut(webhook, event)) continue;
      if (webhook.coalesceMs !== null) {
        fanned.gathered.push({ webhookId: webhook.id, eventId: event.id, at: now() });
        continue;
      }
      const key = shapeKey(webhook);
      let shape = shapes.get(key);
      if (shape === undefined) {
        const body = render(event, webhook);
        fanned.bodies.push(body);
        shape = body.shape;
        shapes.set(key, shape);
      }
      fanned.deliveries.push({
        id: newId('dlv'),
        eventId: event.id,
        webhookId: webhook.id,
        type: event.type,
        shape,
        dueAt: now() + deps.firstWaitMs,
        orderKey: webhook.ordering === 'document' ? orderKey(webhook.id, event) : null,
      });
    }
  };

  return async (batch: readonly DomainEvent[]): Promise<FannedOut> => {
    const fanned: FannedOut = { bodies: [], deliveries: [], gathered: [] };
    let since = performance.now();
    for (const event of batch) {
      fanOutOne(event, fanned);
      // Transforms may take their time; requests of the site and leases must not wait for all of them.
      if (performance.now() - since < ENOUGH_MS) continue;
      await setImmediate();
      since = performance.now();
    }
    return fanned;
  };
}

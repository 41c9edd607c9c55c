import { errors } from '@strapi/utils';
import type {
  Delivery,
  DomainEvent,
  JsonObject,
  RedeliveryRender,
  Replay,
  ReplayOnly,
} from '../../../contracts/domain';
import { REDELIVERY_RENDERS, REPLAY_ONLY } from '../../../contracts/domain';
import type { Depth } from '../domain/depth';
import { isOrdered } from '../domain/order-key';
import type { Render } from '../domain/rendering';
import { lowestIdAt, type NewId } from '../lib/ids';
import { toIso, type Database } from '../stores/database';
import type { DeliveryStore } from '../stores/delivery-store';
import type { EventStore } from '../stores/event-store';
import type { ReplayStore } from '../stores/replay-store';
import type { StoredWebhook, WebhookStore } from '../stores/webhook-store';

interface Current {
  snapshot: JsonObject;
  depth: string[] | undefined;
}

export interface RedeliveriesDeps {
  db: Pick<Database, 'join'>;
  deliveries: Pick<DeliveryStore, 'findOne' | 'setBody'>;
  replays: ReplayStore;
  events: Pick<EventStore, 'findOne'>;
  webhooks: Pick<WebhookStore, 'findOne'>;
  /** What an event is about, as it is today; null when there is nothing to tell of. */
  currentSnapshot(event: DomainEvent, depth: Depth): Promise<Current | null>;
  /** How deep a webhook looks into entries of a type. */
  depthOf(webhook: StoredWebhook, uid: string): Depth;
  newId: NewId;
  now(): number;
  render: Render;
  /** Deliveries are due. */
  due(): void;
  /** A replay was asked for. */
  replayAsked(): void;
}

export interface RedeliverOptions {
  /** @default 'original' */
  render?: RedeliveryRender;
}

export interface ReplayOptions {
  webhookId: string;
  /** A date, or what `Date` makes one of. */
  since: string | number | Date;
  /** @default 'failed' */
  only?: ReplayOnly;
}

/**
 * Sending again what was sent before. A redelivery is one attempt, made at once; the schedule neither
 * counts it nor starts over. Where it fails, the delivery is what it was.
 */
export function createRedeliveries(deps: RedeliveriesDeps) {
  const { db, deliveries, replays, events, now } = deps;

  const enabledWebhook = async (id: string): Promise<StoredWebhook> => {
    const webhook = await deps.webhooks.findOne(id);
    if (webhook === null) throw new errors.ValidationError(`There is no webhook '${id}' any more`);
    if (webhook.enabled) return webhook;
    throw new errors.ValidationError(`The webhook '${webhook.name}' is disabled: enable it first`);
  };

  /** The body anew, from today's content and in the webhook's present format. */
  const renderAnew = async (delivery: Delivery, webhook: StoredWebhook) => {
    const event = await events.findOne(delivery.eventId);
    if (event === null) {
      throw new errors.ValidationError(
        'Its event is not in the database any more: it cannot be sent again'
      );
    }
    const current = await deps.currentSnapshot(event, deps.depthOf(webhook, event.uid));
    if (current === null) {
      throw new errors.ValidationError(
        'There is nothing left to render anew: redeliver the original'
      );
    }
    return deps.render({ ...event, ...current }, webhook, {
      mark: `@${deps.newId('dlv')}`,
    });
  };

  return {
    /**
     * Sends one delivery again, at once.
     * @throws NotFoundError; ValidationError when it is being sent, its webhook is disabled or gone, or
     * there is nothing of today to render.
     */
    async redeliver(id: string, { render = 'original' }: RedeliverOptions = {}): Promise<Delivery> {
      if (!REDELIVERY_RENDERS.includes(render)) {
        throw new errors.ValidationError(`render must be one of ${REDELIVERY_RENDERS.join(', ')}`);
      }
      const delivery = await deliveries.findOne(id);
      if (delivery === null) throw new errors.NotFoundError(`There is no delivery '${id}'`);
      const webhook = await enabledWebhook(delivery.webhookId);
      const body = render === 'current' ? await renderAnew(delivery, webhook) : undefined;
      const count = await db.join(async (trx) => {
        const asked = await replays.sendAgain(
          [id],
          { now: now(), inOrder: isOrdered(webhook) },
          trx
        );
        if (asked > 0 && body !== undefined) await deliveries.setBody(id, body, trx);
        return asked;
      });
      if (count === 0) {
        throw new errors.ValidationError(`The delivery '${id}' is being sent at this moment`);
      }
      deps.due();
      return { ...delivery, status: 'pending', nextAttemptAt: toIso(now()) };
    },

    /**
     * Sends everything of a webhook since a time again: what failed, or all that was sent. Goes on in
     * the background, also after a restart; new events are not held up by it.
     * @throws ValidationError
     */
    async replay({ webhookId, since, only = 'failed' }: ReplayOptions): Promise<Replay> {
      if (!REPLAY_ONLY.includes(only)) {
        throw new errors.ValidationError(`only must be one of ${REPLAY_ONLY.join(', ')}`);
      }
      const time = new Date(since).getTime();
      if (!(time >= 0 && time <= now())) {
        throw new errors.ValidationError('since must be a date that is not in the future');
      }
      await enabledWebhook(webhookId);
      const id = deps.newId('rpl');
      const cursor = lowestIdAt('dlv', time);
      await replays.create({ id, webhookId, since: time, only, cursor, createdAt: now() });
      deps.replayAsked();
      const replay = await replays.findOne(id);
      if (replay === null) throw new Error(`The replay '${id}' was not written`);
      return replay;
    },

    findReplay: (id: string): Promise<Replay | null> => replays.findOne(id),

    /**
     * Ends a replay where it is; what it has asked for already is sent.
     * @throws NotFoundError when no such replay is running.
     */
    async cancelReplay(id: string): Promise<void> {
      if (await replays.end(id, 'cancelled', now())) return;
      throw new errors.NotFoundError(`No replay '${id}' is running`);
    },
  };
}

export type Redeliveries = ReturnType<typeof createRedeliveries>;

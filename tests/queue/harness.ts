import type { DeliveryStatus } from '../../contracts/domain';
import type { AttemptResult, DueDelivery } from '../../server/src/domain/delivery';
import type { LaneLimits } from '../../server/src/domain/lane';
import type { DeliveryQueue, Perform } from '../../server/src/queue/queue';

export interface NewTestDelivery {
  webhookId: string;
  /** Deliveries of one document share it, where they are to go in order. */
  orderKey?: string;
}

/** One runner of a queue, as an instance of Strapi has one. */
export interface Runner {
  queue: DeliveryQueue;
  /** From now on it keeps nothing alive and takes nothing, as if its process hung: what it held stays held. */
  die(): void;
  /** How often it has looked for what is due. */
  looks(): number;
}

export interface RunnerOptions {
  perform: Perform;
  /** Requests under way in this runner. */
  concurrency?: number;
  /** Of every webhook. */
  limits?: Partial<LaneLimits>;
  /** Milliseconds by which its clock is ahead. */
  ahead?: number;
  /** Webhooks whose deliveries wait. */
  onHold?(): readonly string[];
}

/** What the suite needs of an implementation, on a database. */
export interface QueueHarness {
  /** A webhook that no one else delivers to. @returns its id. */
  webhook(): Promise<string>;
  /** Appends deliveries in one transaction. @returns their ids, in order. */
  put(deliveries: readonly NewTestDelivery[]): Promise<string[]>;
  /**
   * The same, and lets a queue claim them in the transaction, which is undone where it is to fail.
   * @throws Error where it is to fail.
   */
  admit(
    queue: DeliveryQueue,
    deliveries: readonly NewTestDelivery[],
    options?: { fails?: boolean }
  ): Promise<string[]>;
  open(options: RunnerOptions): Runner;
  /** How many deliveries of some webhooks are in which state. */
  statuses(webhookIds: readonly string[]): Promise<Partial<Record<DeliveryStatus, number>>>;
  attempts(deliveryId: string): Promise<number>;
  /** Until when a delivery is held; milliseconds since the epoch. */
  heldUntil(deliveryId: string): Promise<number>;
  /** Somebody asks for a delivery that has ended, as a redelivery does. */
  askAgain(deliveryId: string, orderKey?: string): Promise<void>;
  /** Takes away what waits for a webhook: the next test is to find nothing of it. */
  discard(webhookId: string): Promise<void>;
  stop(): Promise<void>;
}

/** What a dispatcher answers of an exchange that went well, or is to be tried again later. */
export function resultOf(
  delivery: DueDelivery,
  kind: 'delivered' | 'retry',
  retryAfterMs = 0,
  throttledUntil: number | null = null
): AttemptResult {
  const now = Date.now();
  const isGood = kind === 'delivered';
  return {
    attempt: {
      deliveryId: delivery.id,
      webhookId: delivery.webhookId,
      number: delivery.attemptCount + 1,
      at: now,
      durationMs: 1,
      outcome: kind,
      reason: isGood ? null : 'http-500',
      responseCode: isGood ? 200 : 500,
      responseHeaders: {},
      responseBody: '',
    },
    status: isGood ? 'delivered' : 'pending',
    reason: isGood ? null : 'http-500',
    responseCode: isGood ? 200 : 500,
    durationMs: 1,
    endedAt: now,
    dueAt: now + retryAfterMs,
    throttledUntil,
  };
}

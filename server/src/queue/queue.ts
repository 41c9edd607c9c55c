import type { QueueHealth } from '../../../contracts/health';
import type { AttemptResult, DueDelivery } from '../domain/delivery';

/**
 * Decides when a due delivery runs, and that one runner holds it. The deliveries table is the truth:
 * what is pending there and due will be run, by whichever instance.
 */
export interface DeliveryQueue {
  /** Rejects where it never could: something that has to be installed is not. */
  start(): Promise<void>;
  /** Deliveries became due: look now, rather than at the next poll. */
  wake(): void;
  /** Whether what it works on answers now; within two seconds, and without throwing. */
  health(): Promise<QueueHealth>;
  /**
   * Events were committed: has the relay of an instance that delivers look at once, where the queue can
   * tell it. Never waits and never fails; a ring that is lost costs the second until the relay looks anyway.
   */
  ring(): void;
  /** Takes nothing more, lets what is under way end, and records it. */
  stop(): Promise<void>;
}

/** Makes one attempt. Resolves for every expected failure; what it rejects with is given back. */
export type Perform = (delivery: DueDelivery) => Promise<AttemptResult>;

import type { QueueHealth } from '../../../contracts/health';
import type { AttemptResult, DueDelivery } from '../domain/delivery';

/**
 * Decides when a due delivery runs, and that one runner holds it. The deliveries table is the truth:
 * what is pending there and due will be run, by whichever instance.
 */
export interface DeliveryQueue {
  start(): void;
  /** Deliveries became due: look now, rather than at the next poll. */
  wake(): void;
  /** Whether what it works on answers now; within two seconds, and without throwing. */
  health(): Promise<QueueHealth>;
  /** Takes nothing more, lets what is under way end, and records it. */
  stop(): Promise<void>;
}

/** Makes one attempt. Resolves for every expected failure; what it rejects with is given back. */
export type Perform = (delivery: DueDelivery) => Promise<AttemptResult>;

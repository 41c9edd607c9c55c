import type { Knex } from 'knex';
import type { QueueHealth } from '../../../contracts/health';
import type { AttemptResult, DueDelivery } from '../domain/delivery';
import type { KeptBody } from '../stores/body-store';
import type { NewDelivery } from '../stores/delivery-store';

/**
 * Decides when a due delivery runs, and that one runner holds it. The deliveries table is the truth:
 * what is pending there and due will be run, by whichever instance.
 */
export interface DeliveryQueue {
  /** Rejects where it never could: something that has to be installed is not. */
  start(): Promise<void>;
  /**
   * Lets deliveries be claimed in the transaction that writes them, so that nobody has to look for them. `write`
   * calls what it is given when they are written, each time that its transaction is tried. What is not claimed so
   * is looked for at once, or when there is room for it.
   */
  admit<T>(arriving: Arriving, write: (claim: ClaimWithin) => Promise<T>): Promise<T>;
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

export interface Arriving {
  deliveries: readonly NewDelivery[];
  bodies: readonly KeptBody[];
}

export type ClaimWithin = (trx: Knex.Transaction) => Promise<void>;

/**
 * Makes one attempt. Resolves for every expected failure; what it rejects with is given back.
 *
 * @param atOnce so many of its webhook may be under way at once, in the order in which they are given; undefined: it
 *   is begun at once.
 * @returns null where it was not begun, since one of its lane did not go well, or those before it took long.
 */
export type Perform = (delivery: DueDelivery, atOnce?: number) => Promise<AttemptResult | null>;

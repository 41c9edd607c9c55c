import type { AddressPolicyOptions } from '../../domain/address-policy';
import type { Exchange } from '../../domain/outcome';
import type { HttpClientOptions, HttpRequest } from '../http-client';
import type { Unreachable } from '../reachability';
import type { ProcessSettings } from './process-settings';

/** What the thread is made with; all of it can be copied to another thread. */
export interface SenderSettings extends Pick<
  HttpClientOptions,
  'maxResponseBytes' | 'proxy' | 'ca'
> {
  addresses: AddressPolicyOptions;
}

/** What the thread's program is given when it starts. */
export interface ThreadData {
  client: SenderSettings;
  process: ProcessSettings;
}

export interface Sent {
  answer: Exchange;
  /** Milliseconds until it was its turn in its lane. */
  waitedMs: number;
}

/** What can be asked of the thread, and what each comes to. */
export interface Work {
  /** Null: it was not begun, see `in-turn.ts`. */
  send: { asks: HttpRequest; comesTo: Sent | null };
  verify: { asks: { url: string; timeoutMs: number }; comesTo: Unreachable | undefined };
}

/** Of which lane a request is, and how many of it may be under way at once: those that came first. */
export interface InLane {
  lane: string;
  atOnce: number;
}

/** One piece of work; numbers are given out by who asks. */
export type Order = {
  [Kind in keyof Work]: { number: number; kind: Kind; asks: Work[Kind]['asks']; inLane?: InLane };
}[keyof Work];

/** What became of it. `error`: it could not be done, or not to its end. `isBegun`: some of it may have been. */
export type Report = { number: number } & (
  { result: unknown } | { error: string; isBegun: boolean }
);

/** Orders that were given in the same moment; null: no more will come, and what is under way is to end. */
export type ToThread = Order[] | null;

/** Reports that were ready in the same moment; none of them: the thread has started. */
export type FromThread = Report[];

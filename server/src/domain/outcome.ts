import { parseRetryAfter } from './retry-after';

/** What an HTTP exchange came to, before it is judged. */
export type Exchange =
  | {
      kind: 'response';
      status: number;
      /** By lower-case name. */
      headers: Record<string, string>;
      /** What was read of the body, at most the configured number of bytes. */
      body: string;
      /** Whether there may be more of it. */
      isCut: boolean;
    }
  | { kind: 'failure'; reason: FailureReason; message: string };

export const FAILURE_REASONS = [
  'timeout',
  'dns',
  'refused',
  'unreachable',
  'reset',
  'tls',
  /** What came back is no HTTP, or its headers are too large. */
  'protocol',
  /** The proxy of `network.proxy` did not open a tunnel. */
  'proxy',
  /** Refused before connecting, by `network.allow` and `network.deny`. */
  'forbidden-address',
  'network',
  'secret',
  /** A header refers to a variable of the environment that is not set. */
  'env',
  /** What was to be sent is not in the database any more. */
  'body',
  /** There is nothing to send: the webhook's transform failed. Trying again would not help. */
  'transform',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/**
 * What an exchange means for the delivery. `gone`: the receiver wants nothing any more; the webhook
 * is disabled, and the delivery waits like all its others.
 */
export type Outcome = { kind: 'delivered' } | { kind: 'retry' | 'failed' | 'gone'; reason: string };

/** Statuses of a receiver, or of what stands before it, that is overloaded. */
const OVERLOADED = [429, 502, 504];

/** How long an overloaded receiver is left alone that does not say for how long. */
const THROTTLE_MS = 5_000;

/**
 * 2xx alone is success (Standard Webhooks, "Success and failure"); a redirect is a failure and is
 * never followed. 410 is the receiver's goodbye. Everything else is tried again until the attempts
 * are spent.
 */
export function judge(exchange: Exchange, attemptNumber: number, maxAttempts: number): Outcome {
  if (isSuccess(exchange)) return { kind: 'delivered' };
  if (exchange.kind === 'failure') {
    if (exchange.reason === 'transform') return { kind: 'failed', reason: exchange.reason };
    return { kind: attemptNumber < maxAttempts ? 'retry' : 'failed', reason: exchange.reason };
  }
  const reason = `http-${exchange.status}`;
  if (exchange.status === 410) return { kind: 'gone', reason };
  return { kind: attemptNumber < maxAttempts ? 'retry' : 'failed', reason };
}

/** Milliseconds for which nothing more is sent to the webhook: what it asks for, or a default. */
export function throttleAfter(exchange: Exchange, now: number): number | undefined {
  if (exchange.kind === 'failure' || isSuccess(exchange)) return undefined;
  const asked = parseRetryAfter(exchange.headers['retry-after'], now);
  return asked ?? (OVERLOADED.includes(exchange.status) ? THROTTLE_MS : undefined);
}

export function isSuccess(exchange: Exchange): boolean {
  return exchange.kind === 'response' && exchange.status >= 200 && exchange.status < 300;
}

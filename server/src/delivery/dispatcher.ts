import { contentTypeOf } from '../domain/body';
import type { AttemptResult, DueDelivery } from '../domain/delivery';
import { judge, throttleAfter, type FailureReason, type Outcome } from '../domain/outcome';
import { isFailedRender } from '../domain/rendering';
import { waitBefore } from '../domain/retry-schedule';
import { describeError, type Logger } from '../lib/logger';
import type { StoredWebhook } from '../stores/webhook-store';
import type { Disable } from './disabling';
import type { HttpRequest } from './http-client';
import { VariableError } from './opened';
import { redact } from './redact';
import type { Prepared, Requests } from './requests';
import type { InLane, Sent } from './sender/messages';

export interface DispatcherDeps {
  /** Undefined only when there is no such webhook any more. */
  findWebhook(id: string): Promise<StoredWebhook | undefined>;
  requests: Pick<Requests, 'prepare'>;
  /** Null: it was not begun. */
  send(request: HttpRequest, inLane: InLane | undefined): Promise<Sent | null>;
  /** The receiver wants nothing any more; nothing is done where the webhook has another one by now. */
  disable: Disable;
  now(): number;
  /** From 0 to 1. */
  random(): number;
  log: Logger;
  waitsMs: readonly number[];
  retryJitter: number;
}

const NO_BODY =
  'What was to be sent is not in the database any more; redeliver it as it would be sent now';

/** Performs one attempt of one delivery, end to end. It never decides when. */
export function createDispatcher(deps: DispatcherDeps) {
  const { findWebhook, now, log } = deps;

  /**
   * A secret that cannot be decrypted or a body that is not there is a failed attempt with a reason, not
   * a request without a signature or with nothing in it.
   */
  const exchange = async (
    delivery: DueDelivery,
    webhook: StoredWebhook,
    at: number,
    traceparent: string | null,
    inLane: InLane | undefined
  ): Promise<Sent | null> => {
    const unsent = (reason: FailureReason, message: string): Sent => ({
      answer: { kind: 'failure', reason, message },
      waitedMs: 0,
    });
    const failed = (reason: FailureReason, message: string) => {
      log.error(`delivery ${delivery.id} to webhook ${webhook.id}: ${message}`);
      return unsent(reason, message);
    };
    if (delivery.body === null) return failed('body', NO_BODY);
    if (isFailedRender(delivery.shape)) {
      // Why may quote the entry, which does not belong in a log.
      failed('transform', 'the transform failed');
      return unsent('transform', delivery.body);
    }
    const { id: deliveryId, eventId, type, shape, attemptCount, body } = delivery;
    const attemptNumber = attemptCount + 1;
    const contentType = contentTypeOf(shape);
    const message = { type, eventId, deliveryId, attemptNumber, body, contentType, traceparent };
    let attempt: Prepared;
    try {
      attempt = deps.requests.prepare(message, webhook, at);
    } catch (error) {
      return failed(error instanceof VariableError ? 'env' : 'secret', describeError(error));
    }
    const sent = await deps.send(attempt.request, inLane);
    return sent && { ...sent, answer: redact(sent.answer, attempt.confidential) };
  };

  /**
   * Where the delivery goes from here. A redelivery is no part of the schedule: where it fails, the
   * delivery is what it was before, and due when it was due before.
   */
  const nextState = (delivery: DueDelivery, webhook: StoredWebhook, outcome: Outcome) => {
    if (outcome.kind === 'delivered') return { status: 'delivered', wait: 0 } as const;
    if (delivery.resume !== null) return delivery.resume;
    if (outcome.kind === 'failed') return { status: 'failed', wait: 0 } as const;
    const attempts = delivery.attemptCount - delivery.manualCount + 1;
    if (attempts >= maxAttemptsOf(webhook)) return { status: 'failed', wait: 0 } as const;
    const wait = waitBefore(attempts + 1, deps.waitsMs, deps.retryJitter, deps.random());
    return { status: 'pending', wait } as const;
  };

  const maxAttemptsOf = (webhook: StoredWebhook) => webhook.maxAttempts ?? deps.waitsMs.length;

  return {
    /**
     * @param traceparent what the receiver is told of the trace; null: nothing.
     * @param atOnce so many of its webhook may be under way at once; undefined: whatever else is.
     * @returns null where it was not begun, since one of its lane did not go well, or those before it took long.
     */
    async dispatch(
      delivery: DueDelivery,
      traceparent: string | null = null,
      atOnce?: number
    ): Promise<AttemptResult | null> {
      const webhook = await findWebhook(delivery.webhookId);
      const askedAt = now();
      if (webhook === undefined) return cancelled(delivery, askedAt);

      const inLane = atOnce === undefined ? undefined : { lane: webhook.id, atOnce };
      const sent = await exchange(delivery, webhook, askedAt, traceparent, inLane);
      if (sent === null) return null;
      const { answer, waitedMs } = sent;
      const at = askedAt + waitedMs;
      const endedAt = now();
      const durationMs = endedAt - at;
      const number = delivery.attemptCount + 1;
      const scheduled = number - delivery.manualCount;
      const outcome = judge(answer, scheduled, maxAttemptsOf(webhook));
      if (outcome.kind === 'gone') await deps.disable(webhook, outcome.reason);

      const reason = outcome.kind === 'delivered' ? null : outcome.reason;
      const responseCode = answer.kind === 'response' ? answer.status : null;
      const isWell = outcome.kind === 'delivered';
      // Changed or deleted, perhaps, while the request was under way.
      const present = isWell ? webhook : await findWebhook(webhook.id);
      // What one receiver asks for is no wish of another.
      const throttleMs = present?.url === webhook.url ? throttleAfter(answer, endedAt) : undefined;
      const throttledUntil = throttleMs === undefined ? null : endedAt + throttleMs;
      const planned = nextState(delivery, webhook, outcome);
      // There is nobody to try it again for.
      const isOrphan = planned.status === 'pending' && present === undefined;
      const next = isOrphan ? ({ status: 'cancelled', wait: 0 } as const) : planned;
      const dueAt = 'dueAt' in next ? next.dueAt : endedAt + next.wait;

      log.debug(
        `delivery.attempted delivery=${delivery.id} event=${delivery.eventId} webhook=${webhook.id} ` +
          `type=${delivery.type} attempt=${number} outcome=${outcome.kind} reason=${reason ?? '-'} ` +
          `status=${responseCode ?? '-'} durationMs=${durationMs}`
      );
      return {
        attempt: {
          deliveryId: delivery.id,
          webhookId: webhook.id,
          number,
          at,
          durationMs,
          outcome: outcome.kind,
          reason,
          responseCode,
          responseHeaders: answer.kind === 'response' ? answer.headers : {},
          responseBody: answer.kind === 'response' ? answer.body : answer.message,
        },
        status: next.status,
        reason: isOrphan ? WEBHOOK_DELETED : reason,
        responseCode,
        durationMs,
        endedAt,
        dueAt: Math.max(dueAt, throttledUntil ?? 0),
        throttledUntil,
      };
    },
  };
}

export type Dispatcher = ReturnType<typeof createDispatcher>;

const WEBHOOK_DELETED = 'webhook-deleted';

/** One that had ended before and was to be sent again is what it was. */
function cancelled({ resume }: DueDelivery, at: number): AttemptResult {
  const isOver = resume !== null && resume.status !== 'pending';
  return {
    attempt: null,
    status: isOver ? resume.status : 'cancelled',
    reason: WEBHOOK_DELETED,
    responseCode: null,
    durationMs: null,
    endedAt: at,
    dueAt: at,
    throttledUntil: null,
  };
}

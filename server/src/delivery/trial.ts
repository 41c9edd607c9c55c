import { errors } from '@strapi/utils';
import { judge, type Exchange } from '../domain/outcome';
import { describeError, type Logger } from '../lib/logger';
import type { StoredWebhook } from '../stores/webhook-store';
import type { HttpRequest } from './http-client';
import { VariableError } from './opened';
import { redact } from './redact';
import type { Message, Prepared, Requests } from './requests';

export interface TrialDeps {
  requests: Requests;
  send(request: HttpRequest): Promise<Exchange>;
  now(): number;
  log: Logger;
}

export interface TrialResult {
  status: 'delivered' | 'failed';
  responseCode: number | null;
  responseBody: string;
  durationMs: number;
  reason?: string;
}

/** One exchange that belongs to no delivery: no state changes by it, whatever comes of it. */
export function createTrial({ requests, send, now, log }: TrialDeps) {
  const exchange = async (
    message: Message,
    webhook: StoredWebhook,
    at: number
  ): Promise<Exchange> => {
    let prepared: Prepared;
    try {
      prepared = requests.prepare(message, webhook, at);
    } catch (error) {
      const reason = error instanceof VariableError ? 'env' : 'secret';
      return { kind: 'failure', reason, message: describeError(error) };
    }
    return redact(await send(prepared.request), prepared.confidential);
  };

  return {
    /**
     * The request as it may be shown.
     * @throws ValidationError when something secret of the webhook cannot be opened.
     */
    show(message: Message, webhook: StoredWebhook) {
      try {
        const { method, url, headers } = requests.prepare(message, webhook, now()).request;
        return { method, url, headers: requests.shown(headers, webhook) };
      } catch (error) {
        throw new errors.ValidationError(describeError(error));
      }
    },

    async send(message: Message, webhook: StoredWebhook): Promise<TrialResult> {
      const at = now();
      const answer = await exchange(message, webhook, at);
      const durationMs = now() - at;
      const outcome = judge(answer, 1, 1);
      const status = outcome.kind === 'delivered' ? 'delivered' : 'failed';
      const reason = outcome.kind === 'delivered' ? undefined : outcome.reason;
      const responseCode = answer.kind === 'response' ? answer.status : null;
      log.debug(
        `test.sent event=${message.eventId} webhook=${webhook.id} type=${message.type} ` +
          `status=${responseCode ?? '-'} reason=${reason ?? '-'} durationMs=${durationMs}`
      );
      return {
        status,
        responseCode,
        responseBody: answer.kind === 'response' ? answer.body : answer.message,
        durationMs,
        ...(reason === undefined ? {} : { reason }),
      };
    },
  };
}

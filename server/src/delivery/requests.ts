import type { BodyContentType, EventType } from '../../../contracts/domain';
import { isReservedHeader } from '../domain/reserved-headers';
import { sign } from '../signing/signer';
import type { StoredWebhook } from '../stores/webhook-store';
import { deliveryHeaders } from './headers';
import type { HttpRequest } from './http-client';
import { openFor, type ReadVariable } from './opened';
import { REDACTED } from './redact';

/** What one attempt sends, before it is addressed and signed. */
export interface Message {
  type: EventType;
  eventId: string;
  deliveryId: string;
  attemptNumber: number;
  /** The exact text that is signed and sent. */
  body: string;
  /** What the body is written in. */
  contentType: BodyContentType;
  /** Of which trace the attempt is part, as W3C Trace Context has it. */
  traceparent?: string | null;
  /** Nothing happened: somebody tries the webhook out. */
  isTest?: boolean;
}

export interface RequestsDeps {
  openSecret(sealed: string): string;
  readVariable: ReadVariable;
  /** `webhooks.defaultHeaders` of `config/server`. */
  defaultHeaders: Record<string, string>;
  /** Where a webhook has none of its own. */
  timeoutMs: number;
}

/** A request, and what of it must not be kept or shown. */
export interface Prepared {
  request: HttpRequest;
  /** Values that a receiver may echo. */
  confidential: string[];
}

/** Names of headers whose values let somebody in. */
const LETS_IN = /auth|token|key|secret|passw|cookie|signature|credential/i;

/** Requests of attempts: headers and signature over the exact bytes. */
export function createRequests(deps: RequestsDeps) {
  const { openSecret, readVariable, defaultHeaders, timeoutMs } = deps;
  // Nobody can mark a default header secret. None is shown; which may be echoed, its name tells: to take
  // every `true` out of an answer helps nobody.
  const ofSite = Object.entries(defaultHeaders).filter(([name]) => !isReservedHeader(name));
  const hiddenNames = ofSite.map(([name]) => name.toLowerCase());
  const secretValues = ofSite
    .filter(([name]) => LETS_IN.test(name))
    .map(([, value]) => String(value));

  return {
    /** @throws Error naming what is secret of the webhook and cannot be opened. */
    prepare(message: Message, webhook: StoredWebhook, at: number): Prepared {
      const { eventId, body } = message;
      const timestamp = Math.floor(at / 1_000);
      const opened = openFor(webhook, openSecret, at, readVariable);
      const headers = deliveryHeaders({
        ...message,
        webhookId: webhook.id,
        timestamp,
        signature: sign({ eventId, timestamp, body }, opened.secrets, webhook.signatureSchemes),
        defaultHeaders,
        headers: opened.headers,
      });
      const { method, url } = webhook;
      const request = { method, url, headers, body, timeoutMs: webhook.timeoutMs ?? timeoutMs };
      return { request, confidential: [...opened.confidential, ...secretValues] };
    },

    /**
     * Headers as they may be shown: a webhook's own as they are stored, without the value of a secret or of a
     * variable of the environment, and none of the site's.
     */
    shown(headers: Record<string, string>, webhook: StoredWebhook): Record<string, string> {
      const own = new Map(webhook.headers.map((it) => [it.name.toLowerCase(), it]));
      const shownOf = (name: string, value: string): string => {
        const stored = own.get(name);
        if (stored !== undefined) return stored.value ?? REDACTED;
        return hiddenNames.includes(name) ? REDACTED : value;
      };
      return Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, shownOf(name.toLowerCase(), value)])
      );
    },
  };
}

export type Requests = ReturnType<typeof createRequests>;

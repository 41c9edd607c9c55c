import { createDisabling } from '../delivery/disabling';
import { createDispatcher } from '../delivery/dispatcher';
import { createHttpClient } from '../delivery/http-client';
import { createRequests } from '../delivery/requests';
import { createAddressPolicy } from '../domain/address-policy';
import type { LaneLimits } from '../domain/lane';
import { createClaim } from '../queue/embedded/claim';
import { createDocumentOrder } from '../queue/embedded/document-order';
import { createEmbeddedQueue } from '../queue/embedded/embedded-queue';
import { createLeases } from '../queue/embedded/leases';
import { createRecord } from '../queue/embedded/record';
import type { Perform } from '../queue/queue';
import { createFailing } from '../upkeep/failing';
import type { Foundation } from './foundation';

/** Deliveries on their way out: the queue, the dispatcher, and what becomes of a webhook that fails. */
export function createSending(base: Foundation, wakeRelay: () => void) {
  const { strapi, options, waitsMs, db, lanes, webhooks, webhookStore, secretBox } = base;
  const { telemetry } = base;
  const { envInHeaders } = options;
  const { allow, deny, proxy, ca } = options.network;

  const http = createHttpClient({
    maxResponseBytes: options.maxResponseBytes,
    addressPolicy: createAddressPolicy({
      allow,
      deny,
      production: process.env.NODE_ENV === 'production',
    }),
    proxy,
    ca,
  });
  const disable = createDisabling({
    ...base,
    transaction: db.join,
    store: webhookStore,
    emit: async (name, data) => {
      await strapi.eventHub.emit(name, data);
    },
    sendEmail: (email) => strapi.plugin('email').service('email').send(email),
    emails: options.notify.emails,
    disabled: async () => {
      await webhooks.refresh();
      wakeRelay();
    },
  });
  const requests = createRequests({
    openSecret: secretBox.open,
    readVariable: (name) => (envInHeaders.includes(name) ? process.env[name] : undefined),
    defaultHeaders: base.defaultHeaders,
    timeoutMs: options.timeoutMs,
  });
  const dispatcher = createDispatcher({
    ...base,
    requests,
    // Another instance may have made it a moment ago.
    findWebhook: async (id) => webhooks.find(id) ?? (await webhooks.refresh(), webhooks.find(id)),
    send: http.send,
    disable,
    random: Math.random,
    retryJitter: options.retryJitter,
  });

  const perform: Perform = async (delivery) => {
    const result = await telemetry.attempt(delivery, (traceparent) =>
      dispatcher.dispatch(delivery, traceparent)
    );
    const { attempt } = result;
    if (attempt !== null) base.activity.attempted(attempt.outcome === 'delivered');
    return result;
  };

  const limitsOf = (webhookId: string): LaneLimits => {
    const webhook = webhooks.find(webhookId);
    return {
      concurrency: webhook?.concurrency ?? options.concurrencyPerWebhook,
      rateLimitPerSecond: webhook?.rateLimitPerSecond ?? null,
      ordered: webhook?.ordering === 'document',
    };
  };
  const failing = createFailing({
    ...base,
    disable,
    autoDisableAfterHours: options.autoDisableAfterHours,
  });
  const order = createDocumentOrder({ db, firstWaitMs: waitsMs[0] ?? 0 });
  const queue = createEmbeddedQueue({
    take: createClaim({ db, lanes, order, webhookIds: webhooks.ids, limitsOf }),
    record: createRecord({
      ...{ db, lanes, order },
      failed: failing.failed,
      appendAttempts: base.attempts.append,
    }),
    leases: createLeases(db),
    perform,
    reclaimed: telemetry.reclaimed,
    now: base.now,
    newToken: base.newToken,
    onHold: webhooks.disabledIds,
    log: base.log,
    concurrency: options.concurrency,
  });

  return { http, requests, queue, failing };
}

export type Sending = ReturnType<typeof createSending>;

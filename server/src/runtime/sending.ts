import { createDisabling } from '../delivery/disabling';
import { createDispatcher } from '../delivery/dispatcher';
import { createHttpClient } from '../delivery/http-client';
import { createRequests } from '../delivery/requests';
import { createAddressPolicy } from '../domain/address-policy';
import type { LaneLimits } from '../domain/lane';
import type { Perform } from '../queue/queue';
import { createFailing } from '../upkeep/failing';
import { createDeliveryQueue } from './delivery-queue';
import type { Foundation } from './foundation';

/** Deliveries on their way out: the queue, the dispatcher, and what becomes of a webhook that fails. */
export function createSending(base: Foundation, wakeRelay: () => void) {
  const { strapi, options, db, webhooks, webhookStore, secretBox, telemetry } = base;
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
  const queue = createDeliveryQueue(base, {
    limitsOf,
    perform,
    failed: failing.failed,
    rung: wakeRelay,
  });

  return { http, requests, queue, failing };
}

export type Sending = ReturnType<typeof createSending>;

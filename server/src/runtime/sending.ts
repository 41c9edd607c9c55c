import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDisabling } from '../delivery/disabling';
import { createDispatcher } from '../delivery/dispatcher';
import { createRequests } from '../delivery/requests';
import { createSender } from '../delivery/sender/sender';
import type { LaneLimits } from '../domain/lane';
import type { Perform } from '../queue/queue';
import { createFailing } from '../upkeep/failing';
import { createDeliveryQueue } from './delivery-queue';
import type { Foundation } from './foundation';

/** A bundle of its own, beside that of the server. */
const SENDER = path.join(path.dirname(fileURLToPath(import.meta.url)), '../sender/index.js');

/** Deliveries on their way out: the queue, the dispatcher, and what becomes of a webhook that fails. */
export function createSending(base: Foundation, wakeRelay: () => void) {
  const { strapi, options, db, webhooks, webhookStore, secretBox, telemetry } = base;
  const { envInHeaders } = options;
  const { allow, deny, proxy, ca } = options.network;

  const http = createSender({
    file: SENDER,
    settings: {
      maxResponseBytes: options.maxResponseBytes,
      addresses: { allow, deny, production: process.env.NODE_ENV === 'production' },
      proxy,
      ca,
    },
    log: base.log,
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
    send: http.sendInLane,
    disable,
    random: Math.random,
    retryJitter: options.retryJitter,
  });

  const perform: Perform = async (delivery, atOnce) => {
    const result = await telemetry.attempt(delivery, (traceparent) =>
      dispatcher.dispatch(delivery, traceparent, atOnce)
    );
    const attempt = result?.attempt ?? null;
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

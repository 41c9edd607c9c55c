import { randomUUID } from 'node:crypto';
import os from 'node:os';
import type { Core } from '@strapi/strapi';
import { attributesOf } from '../capture/attributes';
import { createFeatureEvents } from '../capture/feature-events';
import { scheduleOf, withDefaults, type GivenOptions } from '../config/options';
import { roleOf } from '../config/role';
import { PLUGIN_ID, PLUGIN_VERSION } from '../constants';
import { createDepths } from '../domain/depths';
import { environmentMark, isElsewhere, isIncomplete } from '../domain/environment';
import { isAnnouncedType } from '../domain/event-catalogue';
import { createRender } from '../domain/rendering';
import { parseWait } from '../domain/retry-schedule';
import { systemClock } from '../lib/clock';
import { createIds } from '../lib/ids';
import { createLogger } from '../lib/logger';
import { createDocumentOrder } from '../queue/document-order';
import { createTransforms } from '../relay/transforms';
import { createCustomEventTypes } from '../services/custom-event-types';
import type { Cipher } from '../signing/app-key-cipher';
import { createSecretBox } from '../signing/secret-box';
import { siteKeys } from '../signing/site-keys';
import { createDatabase } from '../stores/database';
import { createStores } from '../stores/stores';
import { createWebhookCache } from '../stores/webhook-cache';
import { createWebhookStore, type StoredWebhook } from '../stores/webhook-store';
import { createActivity } from '../upkeep/activity';
import { createTelemetry } from '../telemetry/telemetry';
import { createPresence } from '../upkeep/presence';
import { createWaiting } from '../upkeep/waiting';

/** Of the outbox and of each webhook: a curve that stops growing would look like one that is under control. */
const COUNTED_FOR_METRICS = 100_000;

/** What every other part is made of: the options, the clock, the stores, the site's keys, its event types. */
export function createFoundation(strapi: Core.Strapi) {
  const options = withDefaults(strapi.config.get<GivenOptions>(`plugin::${PLUGIN_ID}`));
  const log = createLogger(strapi.log);
  const { now } = systemClock;
  const newToken = () => randomUUID();
  const { maxPayloadBytes } = options;

  const newId = createIds(now);
  const role = roleOf(options, process.env);

  /** Milliseconds before attempt 1, 2, … */
  const waitsMs = scheduleOf(options).map((wait) => parseWait(wait) ?? 0);

  const db = createDatabase(strapi.db);
  const stores = createStores(db);
  const activity = createActivity(now);
  const keys = siteKeys({
    encryptionKey: strapi.config.get('admin.secrets.encryptionKey'),
    appKeys: strapi.config.get('server.app.keys'),
  });
  const here = environmentMark({
    appKeys: keys.appKeys,
    publicUrl: strapi.config.get('server.url'),
  });
  const isMoved = ({ environment }: StoredWebhook) => isElsewhere(environment, here);
  const webhookStore = createWebhookStore(strapi.db, db, newToken, here);
  const transforms = createTransforms({ maxPayloadBytes, now });
  const schemas = { attributesOf: (uid: string) => attributesOf(strapi, uid) };
  const depths = createDepths(schemas.attributesOf);

  // Asked for when it is needed, and typed by Strapi as any of its services.
  const encryption = () => strapi.service('admin::encryption') as unknown as Cipher;

  const features = createFeatureEvents({ strapi, log });
  const customTypes = createCustomEventTypes(features.types);
  for (const { type, ...more } of options.eventTypes) customTypes.register(type, more);

  const webhooks = createWebhookCache(webhookStore, isMoved, depths.depthOf);

  return {
    strapi,
    options,
    waitsMs,
    log,
    now,
    newId,
    newToken,
    db,
    ...stores,
    order: createDocumentOrder({ db, firstWaitMs: waitsMs[0] ?? 0 }),
    telemetry: createTelemetry({
      sendsTraceparent: options.telemetry.traceparent,
      waiting: createWaiting({ ...stores, webhooks, now, log }, COUNTED_FOR_METRICS),
      now,
    }),
    role,
    activity,
    presence: createPresence({
      store: stores.instances,
      self: {
        id: newId('ins'),
        role,
        host: os.hostname(),
        pid: process.pid,
        version: PLUGIN_VERSION,
        concurrency: options.concurrency,
        startedAt: now(),
      },
      activity,
      now,
      log,
    }),
    webhookStore,
    webhooks,
    isMoved,
    isIncomplete: ({ environment }: StoredWebhook) => isIncomplete(environment, here),
    secretBox: createSecretBox({
      keys,
      strapi: {
        encrypt: (text) => encryption().encrypt(text),
        decrypt: (encrypted) => encryption().decrypt(encrypted),
      },
      warn: log.warn,
    }),
    defaultHeaders: strapi.config.get<Record<string, string>>('server.webhooks.defaultHeaders', {}),
    features,
    customTypes,
    canBeAnnounced: (uid: string) =>
      uid in strapi.contentTypes ? isAnnouncedType(uid, options.excludedContentTypes) : undefined,
    ...schemas,
    ...depths,
    transforms,
    render: createRender({
      ...schemas,
      ...depths,
      maxPayloadBytes,
      transform: transforms.apply,
    }),
  };
}

export type Foundation = ReturnType<typeof createFoundation>;

import { randomUUID } from 'node:crypto';
import type { Core, UID } from '@strapi/strapi';
import { createCapture } from './capture/capture';
import { createCurrentSnapshot } from './capture/current-snapshot';
import { createFeatureEvents } from './capture/feature-events';
import { createExistingEntries } from './capture/existing-entries';
import { attributesOf } from './capture/attributes';
import { createSamples } from './capture/samples';
import { createSubjects } from './capture/subjects';
import { createSnapshots } from './capture/snapshot';
import { scheduleOf, withDefaults, type GivenOptions } from './config/options';
import { PLUGIN_ID } from './constants';
import { createDisabling } from './delivery/disabling';
import { createDispatcher } from './delivery/dispatcher';
import { createHttpClient } from './delivery/http-client';
import { createSentRequest } from './delivery/sent-request';
import { createAddressPolicy } from './domain/address-policy';
import { environmentMark, isElsewhere, isIncomplete } from './domain/environment';
import { createEntrySchemas, type SchemaModel } from './domain/entry-schema';
import { createRequests } from './delivery/requests';
import { createTrial } from './delivery/trial';
import { isAnnouncedType } from './domain/event-catalogue';
import { isTold } from './domain/is-told';
import type { LaneLimits } from './domain/lane';
import { createRender, isFailedRender } from './domain/rendering';
import { parseWait } from './domain/retry-schedule';
import { systemClock } from './lib/clock';
import { createIds } from './lib/ids';
import { createLogger, describeError } from './lib/logger';
import { createLoop } from './lib/loop';
import { createClaim } from './queue/embedded/claim';
import { createDocumentOrder } from './queue/embedded/document-order';
import { createEmbeddedQueue } from './queue/embedded/embedded-queue';
import { createLeases } from './queue/embedded/leases';
import { createRecord } from './queue/embedded/record';
import { createBackfills } from './relay/backfills';
import { createFanOut } from './relay/fan-out';
import { createGather } from './relay/gather';
import { createRelay } from './relay/relay';
import { createReplays } from './relay/replays';
import { createBackfillsService } from './services/backfills';
import { parseDeclarations } from './services/declarations';
import { createDeclaredWebhooks } from './services/declared-webhooks';
import { createCatalogue } from './services/catalogue';
import { createTransforms } from './relay/transforms';
import { createDeliveriesService } from './services/deliveries';
import { createCustomEventTypes } from './services/custom-event-types';
import { createEmit } from './services/emit';
import { createEventsService } from './services/events';
import { createInsightsService } from './services/insights';
import { createMovedWebhooks } from './services/moved-webhooks';
import { createRedeliveries } from './services/redeliveries';
import { createStrapiImport } from './services/strapi-import';
import { createShaping } from './services/shaping';
import { createTestSend } from './services/test-send';
import { createTestSubjects } from './services/test-subjects';
import { createUrlVerification } from './services/url-verification';
import { createWebhookCheck } from './services/webhook-check';
import { createWebhookDrafts } from './services/webhook-drafts';
import { createWebhooksService } from './services/webhooks';
import type { Cipher } from './signing/app-key-cipher';
import { createSecretBox } from './signing/secret-box';
import { siteKeys } from './signing/site-keys';
import { createDatabase } from './stores/database';
import { createStores } from './stores/stores';
import { createStrapiWebhooks } from './stores/strapi-webhooks';
import { createWebhookCache } from './stores/webhook-cache';
import { createWebhookStore, type StoredWebhook } from './stores/webhook-store';
import { createFailing } from './upkeep/failing';
import { createPruner } from './upkeep/pruner';
import { createRollup } from './upkeep/rollup';

/** How soon a webhook changed on one instance is honoured on the others. */
const WEBHOOKS_POLL_MS = 500;

/** The composition root: the only place that knows every part. */
export function createRuntime(strapi: Core.Strapi) {
  const options = withDefaults(strapi.config.get<GivenOptions>(`plugin::${PLUGIN_ID}`));
  const log = createLogger(strapi.log);
  const { now } = systemClock;
  const newId = createIds(now);
  const newToken = () => randomUUID();
  const waitsMs = scheduleOf(options).map((wait) => parseWait(wait) ?? 0);
  const { maxPayloadBytes, timeoutMs, retryJitter, concurrency, captureDirectWrites } = options;
  const { envInHeaders } = options;

  const db = createDatabase(strapi.db);
  const stores = createStores(db);
  const { lanes, events } = stores;
  const keys = siteKeys({
    encryptionKey: strapi.config.get('admin.secrets.encryptionKey'),
    appKeys: strapi.config.get('server.app.keys'),
  });
  const here = environmentMark({
    appKeys: keys.appKeys,
    publicUrl: strapi.config.get('server.url'),
  });
  const isMoved = ({ environment }: StoredWebhook) => isElsewhere(environment, here);
  const webhookStore = createWebhookStore(strapi.db, newToken, here);
  const webhooks = createWebhookCache(webhookStore, isMoved);
  const transforms = createTransforms({ maxPayloadBytes, now });
  const schemas = { attributesOf: (uid: string) => attributesOf(strapi, uid) };
  const render = createRender({ ...schemas, maxPayloadBytes, transform: transforms.apply });
  const core = { db, ...stores, webhooks, newId, now, log, render };

  const customTypes = createCustomEventTypes(() => featureEvents.types());
  for (const { type, ...more } of options.eventTypes) customTypes.register(type, more);

  const canBeAnnounced = (uid: string) =>
    uid in strapi.contentTypes ? isAnnouncedType(uid, options.excludedContentTypes) : undefined;

  // Asked for when it is needed, and typed by Strapi as any of its services.
  const encryption = () => strapi.service('admin::encryption') as unknown as Cipher;
  const secretBox = createSecretBox({
    keys,
    strapi: {
      encrypt: (text) => encryption().encrypt(text),
      decrypt: (encrypted) => encryption().decrypt(encrypted),
    },
    warn: log.warn,
  });

  const shaping = createShaping({
    ...schemas,
    announcedTypes: () => Object.keys(strapi.contentTypes).filter((uid) => canBeAnnounced(uid)),
    problemOfTransform: transforms.problemOf,
    envInHeaders,
  });
  const check = createWebhookCheck({
    canBeAnnounced,
    isEventType: (type) => customTypes.find(type) !== undefined,
    shaping,
  });
  const stored = { ...core, store: webhookStore, secretBox, check };
  const declaredWebhooks = createDeclaredWebhooks({
    ...stored,
    declarations: parseDeclarations(options.webhooks),
    isElsewhere: isMoved,
  });
  const movedWebhooks = createMovedWebhooks({
    ...core,
    store: webhookStore,
    isElsewhere: isMoved,
    isIncomplete: ({ environment }) => isIncomplete(environment, here),
    applyDeclared: declaredWebhooks.apply,
  });

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
    ...core,
    transaction: db.join,
    store: webhookStore,
    emit: async (name, data) => {
      await strapi.eventHub.emit(name, data);
    },
    sendEmail: (email) => strapi.plugin('email').service('email').send(email),
    emails: options.notify.emails,
    disabled: async () => {
      await webhooks.refresh();
      relay.wake();
    },
  });
  const requests = createRequests({
    openSecret: secretBox.open,
    readVariable: (name) => (envInHeaders.includes(name) ? process.env[name] : undefined),
    defaultHeaders: strapi.config.get('server.webhooks.defaultHeaders', {}),
    timeoutMs,
  });
  const dispatcher = createDispatcher({
    ...core,
    requests,
    // Another instance may have made it a moment ago.
    findWebhook: async (id) => webhooks.find(id) ?? (await webhooks.refresh(), webhooks.find(id)),
    send: http.send,
    disable,
    random: Math.random,
    waitsMs,
    retryJitter,
  });
  const firstWaitMs = waitsMs[0] ?? 0;
  const limitsOf = (webhookId: string): LaneLimits => {
    const webhook = webhooks.find(webhookId);
    return {
      concurrency: webhook?.concurrency ?? options.concurrencyPerWebhook,
      rateLimitPerSecond: webhook?.rateLimitPerSecond ?? null,
      ordered: webhook?.ordering === 'document',
    };
  };
  const { autoDisableAfterHours } = options;
  const failing = createFailing({ ...core, disable, autoDisableAfterHours });
  const order = createDocumentOrder({ db, firstWaitMs });
  const appendAttempts = stores.attempts.append;
  const queue = createEmbeddedQueue({
    take: createClaim({ db, lanes, order, webhookIds: webhooks.ids, limitsOf }),
    record: createRecord({ db, lanes, order, failed: failing.failed, appendAttempts }),
    leases: createLeases(db),
    perform: dispatcher.dispatch,
    now,
    newToken,
    onHold: webhooks.disabledIds,
    log,
    concurrency,
  });

  const gather = createGather({ ...core, relayed: queue.wake });
  const replays = createReplays({ ...core, store: stores.replays, relayed: queue.wake });
  const fanOut = createFanOut({ ...core, firstWaitMs });
  const relay = createRelay({ ...core, fanOut, relayed: queue.wake, gathering: gather.wake });
  const watching = createLoop({
    everyMs: WEBHOOKS_POLL_MS,
    round: async () => {
      await webhooks.refresh();
      await movedWebhooks.settle();
      return false;
    },
    onError: (error) => log.error(`Webhooks could not be read: ${describeError(error)}`),
    onRecovery: () => log.info('Webhooks are read again'),
  });
  const upkeep = [
    failing,
    createRollup(core),
    createPruner({
      ...core,
      store: stores.retention,
      exists: (id) => webhooks.find(id) !== undefined,
      retention: options.retention,
    }),
  ];

  const snapshots = createSnapshots(strapi);
  const existing = createExistingEntries(strapi, snapshots, log);
  const backfills = createBackfills({
    ...core,
    store: stores.backfills,
    existing,
    canBeAnnounced,
    fanOutTo: (webhook, batch) =>
      createFanOut({ ...core, firstWaitMs, webhooks: { wanting: () => [webhook] } })(batch),
    relayed: queue.wake,
    gathering: gather.wake,
  });
  /** In the order in which they begin and end; what is under way in the queue ends after them. */
  const loops = [watching, ...upkeep, replays, backfills, relay, gather];
  const capture = createCapture({
    ...core,
    strapi,
    snapshots,
    canBeAnnounced,
    captureDirectWrites,
    committed: relay.wake,
  });
  const redeliveries = createRedeliveries({
    ...core,
    webhooks: webhookStore,
    currentSnapshot: createCurrentSnapshot(strapi, snapshots),
    due: queue.wake,
    replayAsked: replays.wake,
  });

  const emit = createEmit({
    ...core,
    db: strapi.db,
    types: customTypes,
    committed: relay.wake,
  });
  const featureEvents = createFeatureEvents({ strapi, emit, log });
  const subjects = createSubjects(strapi, canBeAnnounced);
  const catalogue = createCatalogue({
    custom: customTypes,
    schemas: createEntrySchemas((uid) => strapi.getModel(uid as UID.Schema) as SchemaModel),
    announced: subjects.announced,
  });
  const webhooksService = createWebhooksService({
    ...stored,
    limit: options.limits.webhooks,
    verify: createUrlVerification({ connect: http.verify, timeoutMs }),
    changed: webhooksChanged,
  });
  const backfillsService = createBackfillsService({
    ...core,
    store: webhookStore,
    countExisting: existing.count,
    contentTypes: () => Object.keys(strapi.contentTypes),
    canBeAnnounced,
    backfillAsked: backfills.wake,
  });
  const importFromStrapi = createStrapiImport({
    originals: createStrapiWebhooks(strapi),
    store: webhookStore,
    create: webhooksService.create,
    transaction: db.join,
    changed: webhooksChanged,
  });
  const samples = createSamples({ strapi, snapshots, canBeAnnounced, now });
  const trial = createTrial({ ...core, requests, send: http.send });

  return {
    services: {
      webhooks: { ...webhooksService, ...backfillsService, importFromStrapi },
      deliveries: createDeliveriesService({
        ...core,
        redeliveries,
        requestOf: createSentRequest({
          findWebhook: webhookStore.findOne,
          defaultHeaders: strapi.config.get('server.webhooks.defaultHeaders', {}),
          now,
        }),
      }),
      events: createEventsService({ events, catalogue, emit, types: customTypes, ...subjects }),
      'test-send': createTestSend({
        ...core,
        ...trial,
        webhookOf: createWebhookDrafts(stored),
        subjectOf: createTestSubjects({ ...samples, canBeAnnounced }),
        sample: samples.find,
        newestEvents: (limit) => events.findMany({ limit }),
        isTold,
        render: (event, webhook) => {
          const { shape, content } = render(event, webhook);
          return isFailedRender(shape)
            ? { failure: { reason: 'transform', message: content } }
            : { text: content };
        },
      }),
      insights: createInsightsService(core),
    },

    register(): void {
      // A process that copies content (a seed, a migration) can say that nothing of it is a change.
      if (process.env.LIFECYCLE_WEBHOOKS_CAPTURE !== 'off') capture.start();
    },

    async start(): Promise<void> {
      await declaredWebhooks.apply();
      await webhooks.refresh();
      await movedWebhooks.settle();
      await movedWebhooks.completeMarks();
      if (webhooks.holdSecrets()) secretBox.warnOfWeakKey();
      featureEvents.start();
      queue.start();
      loops.forEach((loop) => loop.start());
    },

    /** Ends what is under way and leaves nothing running. */
    async stop(): Promise<void> {
      capture.stop();
      featureEvents.stop();
      for (const loop of loops) await loop.stop();
      await queue.stop();
      await http.close();
    },
  };

  /** Inside a transaction nothing has changed yet for anybody else. */
  async function webhooksChanged(): Promise<void> {
    if (!strapi.db.inTransaction()) return webhooks.refresh();
    await strapi.db.transaction(({ onCommit }) => onCommit(watching.wake));
  }
}

export type Runtime = ReturnType<typeof createRuntime>;

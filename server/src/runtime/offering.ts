import type { UID } from '@strapi/strapi';
import type { CustomEventType } from '../../../contracts/domain';
import { createCurrentSnapshot } from '../capture/current-snapshot';
import { createSamples } from '../capture/samples';
import { createSubjects } from '../capture/subjects';
import { createSentRequest } from '../delivery/sent-request';
import { createTrial } from '../delivery/trial';
import { createEntrySchemas, type SchemaModel } from '../domain/entry-schema';
import { delivers } from '../domain/instance';
import { isTold } from '../domain/is-told';
import { madeUpData } from '../domain/made-up-data';
import { isFailedRender } from '../domain/rendering';
import { createBackfillsService } from '../services/backfills';
import { createCatalogue } from '../services/catalogue';
import { parseDeclarations } from '../services/declarations';
import { createDeclaredWebhooks } from '../services/declared-webhooks';
import { createDeliveriesService } from '../services/deliveries';
import { createEventsService } from '../services/events';
import { createHealthService } from '../services/health';
import { createInsightsService } from '../services/insights';
import { createMovedWebhooks } from '../services/moved-webhooks';
import { createRedeliveries } from '../services/redeliveries';
import { createShaping } from '../services/shaping';
import { createStrapiImport } from '../services/strapi-import';
import { createTestSend } from '../services/test-send';
import { createTestSubjects } from '../services/test-subjects';
import { createUrlVerification } from '../services/url-verification';
import { createWebhookCheck } from '../services/webhook-check';
import { createWebhookDrafts } from '../services/webhook-drafts';
import { createWebhooksService } from '../services/webhooks';
import { createStrapiWebhooks } from '../stores/strapi-webhooks';
import { createWaiting } from '../upkeep/waiting';
import type { Announcing } from './announcing';
import type { Foundation } from './foundation';
import type { Sending } from './sending';

/** Of the outbox and of each webhook; what a million rows cost to count a load balancer need not know. */
const COUNTED_FOR_HEALTH = 10_000;

/** What people, scripts and the config can ask for. */
export function createOffering(
  base: Foundation,
  { http, requests, queue }: Sending,
  { emit, replays, backfills, snapshots, existing }: Announcing,
  /** Webhooks were written; inside a transaction nothing has changed yet for anybody else. */
  changed: () => Promise<void>
) {
  const { strapi, options, webhookStore, customTypes, canBeAnnounced, transforms } = base;
  const { isMoved } = base;

  const isCustomType = (type: string): type is CustomEventType =>
    customTypes.find(type) !== undefined;
  const check = createWebhookCheck({
    canBeAnnounced,
    isEventType: isCustomType,
    shaping: createShaping({
      attributesOf: base.attributesOf,
      announcedTypes: () => Object.keys(strapi.contentTypes).filter((uid) => canBeAnnounced(uid)),
      problemOfTransform: transforms.problemOf,
      envInHeaders: options.envInHeaders,
    }),
  });
  const stored = { ...base, store: webhookStore, check };
  const declared = createDeclaredWebhooks({
    ...stored,
    declarations: parseDeclarations(options.webhooks),
    isElsewhere: isMoved,
  });
  const moved = createMovedWebhooks({
    ...base,
    store: webhookStore,
    isElsewhere: isMoved,
    applyDeclared: declared.apply,
  });

  const webhooks = createWebhooksService({
    ...stored,
    limit: options.limits.webhooks,
    verify: createUrlVerification({ connect: http.verify, timeoutMs: options.timeoutMs }),
    changed,
  });
  const backfillsService = createBackfillsService({
    ...base,
    store: webhookStore,
    countExisting: existing.count,
    contentTypes: () => Object.keys(strapi.contentTypes),
    backfillAsked: backfills.wake,
  });
  const importFromStrapi = createStrapiImport({
    originals: createStrapiWebhooks(strapi),
    store: webhookStore,
    create: webhooks.create,
    isEventType: isCustomType,
    changed,
  });
  const redeliveries = createRedeliveries({
    ...base,
    webhooks: webhookStore,
    currentSnapshot: createCurrentSnapshot(strapi, snapshots),
    due: queue.wake,
    replayAsked: replays.wake,
  });
  const subjects = createSubjects(strapi, canBeAnnounced);
  const catalogue = createCatalogue({
    custom: customTypes,
    schemas: createEntrySchemas((uid) => strapi.getModel(uid as UID.Schema) as SchemaModel),
    announced: subjects.announced,
  });
  const samples = createSamples({ ...base, snapshots });

  return {
    declared,
    moved,
    services: {
      webhooks: { ...webhooks, ...backfillsService, importFromStrapi },
      deliveries: createDeliveriesService({
        ...base,
        redeliveries,
        due: queue.wake,
        release: base.order.release,
        attemptsOf: (id) => {
          const webhook = base.webhooks.find(id);
          return webhook === undefined ? null : (webhook.maxAttempts ?? base.waitsMs.length);
        },
        requestOf: createSentRequest({ ...base, findWebhook: webhookStore.findOne }),
      }),
      events: createEventsService({ ...base, catalogue, emit, types: customTypes, ...subjects }),
      'test-send': createTestSend({
        ...base,
        ...createTrial({ ...base, requests, send: http.send }),
        webhookOf: createWebhookDrafts(stored),
        subjectOf: createTestSubjects({ ...samples, canBeAnnounced, isCustomType }),
        sample: samples.find,
        madeUp: (type) => madeUpData(customTypes.find(type)?.schema),
        newestEvents: (limit) => base.events.findMany({ limit, withoutBackfills: true }),
        isTold: (webhook, event) => isTold(webhook, event, base.canJudge),
        render: (event, webhook) => {
          const { shape, content } = base.render(event, webhook);
          return isFailedRender(shape)
            ? { failure: { reason: 'transform', message: content } }
            : { text: content };
        },
      }),
      insights: createInsightsService(base),
      health: createHealthService({
        ...base,
        waiting: createWaiting(base, COUNTED_FOR_HEALTH),
        queueHealth: delivers(base) ? queue.health : undefined,
      }),
    },
  };
}

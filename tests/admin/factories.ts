import type {
  Attempt,
  Delivery,
  DeliveryDetail,
  DeliveryRequest,
  Webhook,
} from '../../contracts/domain';
import type {
  AttemptInsight,
  InsightHours,
  InsightPoint,
  InsightsSeries,
  InsightsSummary,
  WebhookInsight,
} from '../../contracts/insights';
import type { InstanceInsight } from '../../contracts/instances';

export function anInstance(given: Partial<InstanceInsight> = {}): InstanceInsight {
  return {
    id: 'ins_1',
    role: 'all',
    host: 'web',
    pid: 4711,
    version: '0.1.0',
    concurrency: 64,
    startedAt: ago(60 * MINUTE),
    seenAt: ago(0),
    attemptsPerMinute: 3,
    deliveredPerMinute: 2,
    ...given,
  };
}

/** Some time before now, as the server writes it. */
export function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}

const MINUTE = 60_000;

export function aWebhook(given: Partial<Webhook> = {}): Webhook {
  return {
    id: 'whk_1',
    key: null,
    managed: false,
    name: 'Search index',
    description: '',
    url: 'https://search.example.com/webhook',
    events: ['entry.*'],
    contentTypes: [],
    locales: [],
    enabled: true,
    disabledReason: null,
    disabledAt: null,
    method: 'POST',
    contentType: 'application/json',
    headers: [],
    secret: { set: true, hint: 'whsec_…a1b2', createdAt: ago(60 * MINUTE), previousUntil: null },
    publicKey: null,
    format: 'strapi',
    includePrevious: false,
    includeActor: false,
    fields: null,
    populate: null,
    condition: null,
    transform: null,
    maxAttempts: null,
    timeoutMs: null,
    rateLimitPerSecond: null,
    concurrency: null,
    ordering: 'none',
    coalesceMs: null,
    signatureSchemes: ['standard', 'sha256', 'hex'],
    lastDeliveryAt: ago(MINUTE),
    createdAt: ago(60 * MINUTE),
    updatedAt: ago(60 * MINUTE),
    ...given,
  };
}

export function aDelivery(given: Partial<Delivery> = {}): Delivery {
  return {
    id: 'dlv_1',
    eventId: 'evt_1',
    webhookId: 'whk_1',
    type: 'entry.publish',
    uid: 'api::article.article',
    documentId: 'shs7article',
    locale: 'en',
    status: 'delivered',
    attemptCount: 1,
    nextAttemptAt: null,
    responseCode: 200,
    durationMs: 42,
    reason: null,
    createdAt: ago(MINUTE),
    deliveredAt: ago(MINUTE),
    ...given,
  };
}

export function anAttempt(given: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    at: ago(MINUTE),
    durationMs: 42,
    outcome: 'delivered',
    reason: null,
    responseCode: 200,
    responseHeaders: { 'content-type': 'text/plain' },
    responseBody: 'ok',
    ...given,
  };
}

export function aRequest(given: Partial<DeliveryRequest> = {}): DeliveryRequest {
  return {
    method: 'POST',
    url: 'https://search.example.com/webhook',
    headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' },
    body: '{"event":"entry.publish","model":"article"}',
    ...given,
  };
}

export function aDeliveryDetail(given: Partial<DeliveryDetail> = {}): DeliveryDetail {
  return {
    ...aDelivery(),
    maxAttempts: null,
    request: aRequest(),
    attempts: [anAttempt()],
    ...given,
  };
}

export function anAttemptInsight(given: Partial<AttemptInsight> = {}): AttemptInsight {
  return {
    delivered: 96,
    retried: 3,
    failed: 1,
    successRate: 0.96,
    latencyMs: { p50: 40, p95: 180, p99: 420 },
    ...given,
  };
}

export function aWebhookInsight(given: Partial<WebhookInsight> = {}): WebhookInsight {
  return {
    ...anAttemptInsight(),
    webhookId: 'whk_1',
    name: 'Search index',
    enabled: true,
    disabledReason: null,
    backlog: { pending: 0, oldestPendingAt: null },
    points: [],
    ...given,
  };
}

export function aSummary(given: Partial<InsightsSummary> = {}): InsightsSummary {
  const hours = given.hours ?? 24;
  return {
    ...anAttemptInsight(),
    hours,
    from: ago(hours * 60 * MINUTE),
    until: ago(0),
    backlog: { pending: 0, oldestPendingAt: null },
    webhooks: [],
    slowest: [],
    failing: [],
    ...given,
  };
}

const STEPS: Record<InsightHours, number> = {
  1: 5 * MINUTE,
  24: 60 * MINUTE,
  168: 6 * 60 * MINUTE,
  720: 24 * 60 * MINUTE,
};

/** The points there are in a range, all of them alike. */
export function aSeries(hours: InsightHours, point: Partial<InsightPoint> = {}): InsightsSeries {
  const stepMs = STEPS[hours];
  const last = Math.floor(Date.now() / stepMs) * stepMs;
  const length = (hours * 60 * MINUTE) / stepMs;
  const points = Array.from({ length }, (_, index) => ({
    ...anAttemptInsight(),
    at: new Date(last - (length - 1 - index) * stepMs).toISOString(),
    ...point,
  }));
  return { hours, webhookId: null, stepMs, points };
}

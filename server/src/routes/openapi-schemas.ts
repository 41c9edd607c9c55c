import { HEALTH_REASONS, HEALTH_STATUSES, QUEUE_KINDS } from '../../../contracts/health';
import { INSTANCE_ROLES } from '../../../contracts/instances';
import { TEST_SUBJECTS } from '../../../contracts/test-send';
import {
  BACKFILL_ENTRY_STATUSES,
  BODY_CONTENT_TYPES,
  BODY_FORMATS,
  DELIVERY_STATUSES,
  HTTP_METHODS,
  ORDERINGS,
  OUTCOMES,
  REPLAY_ONLY,
  REPLAY_STATUSES,
  SIGNATURE_SCHEMES,
  type JsonObject,
} from '../../../contracts/domain';

const text: JsonObject = { type: 'string' };
const flag: JsonObject = { type: 'boolean' };
const whole: JsonObject = { type: 'integer' };
const time: JsonObject = { type: 'string', format: 'date-time' };
const list = (items: JsonObject): JsonObject => ({ type: 'array', items });
const oneOf = (values: readonly string[]): JsonObject => ({ type: 'string', enum: [...values] });
const orNull = (schema: JsonObject): JsonObject => ({ anyOf: [schema, { type: 'null' }] });

/** An object that has all of these. */
const all = (properties: JsonObject): JsonObject => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

const number: JsonObject = { type: 'number' };

const attempts = {
  delivered: whole,
  retried: whole,
  failed: whole,
  successRate: orNull(number),
  latencyMs: all({ p50: orNull(whole), p95: orNull(whole), p99: orNull(whole) }),
};

const backlog = all({ pending: whole, oldestPendingAt: orNull(time) });

const webhookInsight = all({
  ...attempts,
  webhookId: text,
  name: orNull(text),
  enabled: flag,
  disabledReason: orNull(text),
  backlog,
  points: list(all({ at: time, delivered: whole, retried: whole, failed: whole })),
});

const instance = all({
  id: text,
  role: oneOf(INSTANCE_ROLES),
  host: text,
  pid: whole,
  version: text,
  concurrency: whole,
  startedAt: time,
  seenAt: time,
  attemptsPerMinute: whole,
  deliveredPerMinute: whole,
});

const delivery = {
  id: text,
  eventId: text,
  webhookId: text,
  type: text,
  uid: orNull(text),
  documentId: orNull(text),
  locale: orNull(text),
  status: oneOf(DELIVERY_STATUSES),
  attemptCount: whole,
  nextAttemptAt: orNull(time),
  responseCode: orNull(whole),
  durationMs: orNull(whole),
  reason: orNull(text),
  createdAt: time,
  deliveredAt: orNull(time),
};

/** What is answered (contracts/), as JSON Schemas. */
export const ANSWER_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  Webhook: all({
    id: text,
    key: orNull(text),
    name: text,
    description: text,
    url: text,
    events: list(text),
    contentTypes: list(text),
    locales: list(text),
    enabled: flag,
    disabledReason: orNull(text),
    disabledAt: orNull(time),
    method: oneOf(HTTP_METHODS),
    contentType: oneOf(BODY_CONTENT_TYPES),
    headers: list(all({ name: text, value: orNull(text) })),
    secret: {
      description: 'What is known of the secret; the secret itself, once, where one was generated.',
      anyOf: [
        all({
          set: flag,
          hint: orNull(text),
          createdAt: orNull(time),
          previousUntil: orNull(time),
        }),
        text,
      ],
    },
    publicKey: orNull(text),
    format: oneOf(BODY_FORMATS),
    includePrevious: flag,
    includeActor: flag,
    managed: { ...flag, description: 'Whether it is in the config, and changed there alone.' },
    fields: orNull(list(text)),
    populate: {},
    condition: orNull({ type: 'object' }),
    transform: orNull(text),
    maxAttempts: orNull(whole),
    timeoutMs: orNull(whole),
    rateLimitPerSecond: orNull(whole),
    concurrency: orNull(whole),
    ordering: oneOf(ORDERINGS),
    coalesceMs: orNull(whole),
    signatureSchemes: list(oneOf(SIGNATURE_SCHEMES)),
    lastDeliveryAt: orNull(time),
    createdAt: time,
    updatedAt: time,
  }),
  Delivery: all(delivery),
  DeliveryDetail: all({
    ...delivery,
    maxAttempts: orNull(whole),
    attempts: list(
      all({
        number: whole,
        at: time,
        durationMs: whole,
        outcome: oneOf(OUTCOMES),
        reason: orNull(text),
        responseCode: orNull(whole),
      })
    ),
  }),
  Event: all({
    id: text,
    type: text,
    uid: text,
    model: text,
    documentId: orNull(text),
    locale: orNull(text),
    changes: orNull(list(text)),
    createdAt: time,
  }),
  Replay: all({
    id: text,
    webhookId: text,
    since: time,
    only: oneOf(REPLAY_ONLY),
    status: oneOf(REPLAY_STATUSES),
    count: whole,
    createdAt: time,
    endedAt: orNull(time),
  }),
  Backfill: all({
    id: text,
    webhookId: text,
    contentTypes: list(text),
    entryStatus: oneOf(BACKFILL_ENTRY_STATUSES),
    locale: orNull(text),
    since: orNull(time),
    status: text,
    total: orNull(whole),
    count: whole,
    createdAt: time,
    endedAt: orNull(time),
  }),
  TestResult: all({
    id: text,
    status: oneOf(['delivered', 'failed']),
    responseCode: orNull(whole),
    responseBody: text,
    durationMs: whole,
  }),
  TestPreview: all({
    id: text,
    event: text,
    uid: text,
    documentId: orNull(text),
    subject: oneOf(TEST_SUBJECTS),
    method: oneOf(HTTP_METHODS),
    url: text,
    headers: { type: 'object', additionalProperties: text },
    body: text,
  }),
  Insights: all({
    summary: all({
      ...attempts,
      hours: whole,
      from: time,
      until: time,
      backlog,
      webhooks: list(webhookInsight),
      slowest: list(webhookInsight),
      failing: list(webhookInsight),
    }),
    series: all({
      hours: whole,
      webhookId: orNull(text),
      stepMs: whole,
      points: list(all({ at: time, ...attempts })),
    }),
    instances: list(instance),
    isDelivering: flag,
  }),
  Health: all({
    status: oneOf(HEALTH_STATUSES),
    reasons: list(oneOf(HEALTH_REASONS)),
    backlog: orNull(whole),
    outbox: orNull(whole),
    oldestPendingAt: orNull(time),
    oldestPendingMs: orNull(whole),
    database: all({ isReachable: flag }),
    queue: orNull(all({ kind: oneOf(QUEUE_KINDS), isReachable: flag })),
    instances: all({ living: whole, delivering: whole }),
  }),
  RotatedSecret: all({ secret: text }),
  EventType: all({
    type: text,
    description: text,
    contentTypes: list(text),
    schema: { type: 'object' },
  }),
  Error: all({
    error: all({ status: whole, name: text, message: text, details: { type: 'object' } }),
  }),
};

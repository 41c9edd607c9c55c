import type {
  BodyContentType,
  DomainEvent,
  EventType,
  JsonObject,
} from '../../../contracts/domain';
import type {
  MatchResponse,
  TestPreview,
  TestResult,
  TestSendOptions,
  TestSubject,
} from '../../../contracts/test-send';
import { WEBHOOK_UID } from '../constants';
import type { Depth } from '../domain/depth';
import { familyOf } from '../domain/event-catalogue';
import type { NewId } from '../lib/ids';
import { toIso } from '../stores/database';
import type { StoredWebhook } from '../stores/webhook-store';
import type { TestSubjectQuery, TestSubjects } from './test-subjects';
import type { WebhookDraft, WebhookDrafts } from './webhook-drafts';
import { refusal } from './webhook-input';

/** Content as it would be in an event. */
interface Sample {
  subject: TestSubject;
  model: string;
  documentId: string | null;
  locale: string | null;
  snapshot: JsonObject;
  depth?: string[] | undefined;
}

interface Message {
  type: EventType;
  eventId: string;
  deliveryId: string;
  attemptNumber: number;
  body: string;
  contentType: BodyContentType;
  isTest: true;
}

/** The exact text of a body, or why there is none. */
type Rendered = { text: string } | { failure: { reason: string; message: string } };

/** Events that `match` looks at. */
const MATCHED_OF = 50;

export interface TestSendDeps {
  /** The webhook of an id or a draft. */
  webhookOf: WebhookDrafts;
  subjectOf: TestSubjects;
  /** Null when there is no such document. */
  sample(
    type: EventType,
    uid: string,
    documentId: string | undefined,
    depth: Depth
  ): Promise<Sample | null>;
  /** How deep a webhook looks into entries of a type. */
  depthOf(webhook: StoredWebhook, uid: string): Depth;
  /** Data of the shape that a type of the site's own has. */
  madeUp(type: EventType): JsonObject;
  /** An event in a webhook's words, as the relay renders it. */
  render(event: DomainEvent, webhook: StoredWebhook): Rendered;
  /** What one attempt would send, with nothing secret in it. */
  show(message: Message, webhook: StoredWebhook): Pick<TestPreview, 'method' | 'url' | 'headers'>;
  /** One exchange, as an attempt makes it. */
  send(message: Message, webhook: StoredWebhook): Promise<Omit<TestResult, 'id'>>;
  /** The newest first. */
  newestEvents(limit: number): Promise<DomainEvent[]>;
  /** Whether an enabled webhook is told of an event; undefined: the event does not hold what its condition looks at. */
  isTold(webhook: StoredWebhook, event: DomainEvent): boolean | undefined;
  newId: NewId;
  now(): number;
}

/**
 * `strapi.plugin('lifecycle-webhooks').service('test-send')`
 *
 * A test is rendered, signed and sent as a delivery is, at once and once: past the queue, its limits and
 * the schedule, whether the webhook is enabled and would want the event or not, through the same client
 * with its guard. Nothing of it is kept, and nothing follows from how it ends. A receiver tells it by
 * `X-Webhook-Test: true` and, where it checks signatures, by its id, `evt_test_…`.
 */
export function createTestSend(deps: TestSendDeps) {
  const { newId, now } = deps;

  const aboutWebhook = (webhook: StoredWebhook): Sample => {
    const { id, name, url } = webhook;
    const end = { reason: 'http-410', disabledAt: toIso(now()) };
    const snapshot = { id, name, host: new URL(url).host, ...end };
    return { subject: 'made-up', model: 'webhook', documentId: id, locale: null, snapshot };
  };

  const sampleOf = async (query: TestSubjectQuery, webhook: StoredWebhook): Promise<Sample> => {
    const { type, uid, documentId } = query;
    if (uid === WEBHOOK_UID) return aboutWebhook(webhook);
    if (familyOf(type) === 'custom') {
      const about = { documentId: documentId ?? null, locale: null };
      return { subject: 'made-up', model: '', ...about, snapshot: deps.madeUp(type) };
    }
    const sample = await deps.sample(type, uid, documentId, deps.depthOf(webhook, uid));
    if (sample !== null) return sample;
    throw refusal(['documentId'], `there is no '${documentId}' of ${uid}`);
  };

  const prepare = async (subject: string | WebhookDraft, options: TestSendOptions) => {
    const webhook = await deps.webhookOf(subject);
    const query = deps.subjectOf(webhook, options);
    const sample = await sampleOf(query, webhook);
    const { type, uid } = query;
    const { model, documentId, locale, snapshot, depth } = sample;
    // It is told as a change that left everything as it was.
    const isChange = type === 'entry.update' || type === 'media.update';
    const event: DomainEvent = {
      ...{ id: newId('evt_test'), type, uid, model, documentId, locale, snapshot, depth },
      changes: isChange ? [] : null,
      previous: isChange ? snapshot : null,
      createdAt: toIso(now()),
    };
    const told = { id: event.id, event: type, uid, documentId, subject: sample.subject };
    return { webhook, told, rendered: deps.render(event, webhook) };
  };

  const messageOf = (
    { id: eventId, event: type }: Pick<TestPreview, 'id' | 'event'>,
    { contentType }: StoredWebhook,
    body: string
  ): Message => {
    const deliveryId = newId('dlv_test');
    return { type, eventId, deliveryId, attemptNumber: 1, body, contentType, isTest: true };
  };

  return {
    /**
     * The request a test would be: the exact text, and the headers with `[secret]` for what is secret.
     *
     * @param subject the id of a webhook, the data of a new one, or changes of one with its `id`.
     * @throws ValidationError naming what is wrong with which field; NotFoundError.
     */
    async preview(
      subject: string | WebhookDraft,
      options: TestSendOptions = {}
    ): Promise<TestPreview> {
      const { webhook, told, rendered } = await prepare(subject, options);
      if ('failure' in rendered) throw refusal([rendered.failure.reason], rendered.failure.message);
      const { text: body } = rendered;
      return { ...told, ...deps.show(messageOf(told, webhook, body), webhook), body };
    },

    /**
     * Sends a test, once and at once.
     *
     * @param subject the id of a webhook, the data of a new one, or changes of one with its `id`.
     * @throws ValidationError naming what is wrong with which field; NotFoundError.
     */
    async send(subject: string | WebhookDraft, options: TestSendOptions = {}): Promise<TestResult> {
      const { webhook, told, rendered } = await prepare(subject, options);
      if ('failure' in rendered) {
        const { reason, message: responseBody } = rendered.failure;
        return {
          id: told.id,
          status: 'failed',
          responseCode: null,
          responseBody,
          durationMs: 0,
          reason,
        };
      }
      const message = messageOf(told, webhook, rendered.text);
      return { id: told.id, ...(await deps.send(message, webhook)) };
    },

    /**
     * Of how many of the newest 50 events a webhook would have been told, were it enabled. What a change
     * changed, who made it, and what lies below relations is known only where a webhook asked for it then.
     *
     * @param subject the id of a webhook, the data of a new one, or changes of one with its `id`.
     * @throws ValidationError naming what is wrong with which field; NotFoundError.
     */
    async match(subject: string | WebhookDraft): Promise<MatchResponse['data']> {
      const webhook = { ...(await deps.webhookOf(subject)), enabled: true };
      const events = await deps.newestEvents(MATCHED_OF);
      const told = events.map((event) => deps.isTold(webhook, event));
      const count = (verdict: boolean | undefined) => told.filter((one) => one === verdict).length;
      return { matched: count(true), unknown: count(undefined), of: events.length };
    },
  };
}

export type TestSendService = ReturnType<typeof createTestSend>;

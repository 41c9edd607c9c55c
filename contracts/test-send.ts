import type { Answer } from './answers';
import type { DeliveryStatus, EventType, HttpMethod } from './domain';
import type { Body, WebhookInput } from './webhooks';

/** What a test tells of; each has a default. */
export interface TestSendOptions {
  /** @default the first event type the webhook asks for */
  event?: EventType;
  /** The content type of an entry event. @default the first that the webhook asks for */
  uid?: string;
  /** The document it tells of. @default the newest; a made-up one where there is none */
  documentId?: string;
}

/** What a test told of: a document that was named, the newest one, or one made up to fit the schema. */
export const TEST_SUBJECTS = ['chosen', 'newest', 'made-up'] as const;
export type TestSubject = (typeof TEST_SUBJECTS)[number];

/** The request of a test, as it would be sent at this moment. */
export interface TestPreview {
  /** The event's id, `evt_test_…`: another one in each test. */
  id: string;
  event: EventType;
  uid: string;
  documentId: string | null;
  subject: TestSubject;
  method: HttpMethod;
  url: string;
  /** Values of secret headers are `[secret]`; signatures are real. */
  headers: Record<string, string>;
  /** The exact text. */
  body: string;
}

/** What became of a test. Nothing of it is kept. */
export interface TestResult {
  /** The event's id, `evt_test_…`. */
  id: string;
  status: Extract<DeliveryStatus, 'delivered' | 'failed'>;
  responseCode: number | null;
  /** What was read of the answer, or why there was none. */
  responseBody: string;
  durationMs: number;
  /** Why it failed, as attempts have it: `http-500`, `timeout`, `dns`. */
  reason?: string;
}

/**
 * A webhook that is not saved: a new one, or changes of the stored one with the `id`, whose secrets are
 * kept. Whoever asks for it may create webhooks, or update them.
 */
export type WebhookDraftInput = WebhookInput & { id?: string };

/** POST /webhooks/:id/test */
export type SendTestResponse = Answer<TestResult>;

/** POST /webhooks/:id/preview */
export type PreviewTestResponse = Answer<TestPreview>;

/** POST /test, POST /preview: of a webhook that is not saved */
export type DraftTestRequest = Body<{ webhook: WebhookDraftInput } & TestSendOptions>;

/** POST /match */
export type MatchRequest = Body<{ webhook: WebhookDraftInput }>;
/** How many of the newest events the webhook would have been told of, and of how many nobody knows. */
export type MatchResponse = Answer<{ matched: number; unknown: number; of: number }>;

import { z } from 'zod';
import type { WebhookDraft } from '../../services/webhook-drafts';
import { testSendOptions } from '../../services/test-subjects';

/** What the rules of webhooks are held against by the service. */
const draft = z.looseObject({}) as unknown as z.ZodType<WebhookDraft>;

/** POST /test, POST /preview */
export const draftTest = testSendOptions.extend({ webhook: draft });

/** POST /match */
export const match = z.strictObject({ webhook: draft });

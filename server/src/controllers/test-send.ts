import { errors } from '@strapi/utils';
import type {
  MatchResponse,
  PreviewTestResponse,
  SendTestResponse,
  TestSendOptions,
} from '../../../contracts/test-send';
import type { TestSendService } from '../services/test-send';
import type { WebhookDraft } from '../services/webhook-drafts';
import { parse } from '../services/webhook-input';
import type { Access, Right } from './access';
import { idOf } from './ids';
import { READ_PAYLOADS } from './payload-access';
import { bodyOf, type RequestContext } from './request';
import { draftTest, match } from './validation/test-send';

interface Deps {
  testSend: TestSendService;
  may: Access;
}

const CREATE: Right = { action: 'webhooks.create', scope: 'webhooks.create' };
const UPDATE: Right = { action: 'webhooks.update', scope: 'webhooks.update' };

/**
 * Of stored webhooks, and of drafts. A draft needs the right to save it, too: with one of a stored webhook
 * its secrets could be sent to another URL.
 */
export function createTestSendController({ testSend, may }: Deps) {
  const checkDraft = async (ctx: RequestContext, webhook: WebhookDraft): Promise<void> => {
    if (await may(ctx, 'id' in webhook ? UPDATE : CREATE)) return;
    throw new errors.ForbiddenError(
      'A webhook that is not saved is tested by those who may save it'
    );
  };

  /** A preview shows an entry, which not everybody may read who may send it to a receiver. */
  const checkPayloads = async (ctx: RequestContext): Promise<void> => {
    if (await may(ctx, READ_PAYLOADS)) return;
    throw new errors.ForbiddenError('A preview shows content: it needs the right to read payloads');
  };

  const draftOf = async (ctx: RequestContext) => {
    const { webhook, ...options } = parse(draftTest, bodyOf(ctx));
    await checkDraft(ctx, webhook);
    return { webhook, options };
  };

  return {
    async send(ctx: RequestContext): Promise<SendTestResponse> {
      const options = bodyOf(ctx) as TestSendOptions;
      return { data: await testSend.send(idOf(ctx, 'webhook'), options) };
    },

    async preview(ctx: RequestContext): Promise<PreviewTestResponse> {
      const options = bodyOf(ctx) as TestSendOptions;
      const data = await testSend.preview(idOf(ctx, 'webhook'), options);
      await checkPayloads(ctx);
      return { data };
    },

    async sendDraft(ctx: RequestContext): Promise<SendTestResponse> {
      const { webhook, options } = await draftOf(ctx);
      return { data: await testSend.send(webhook, options) };
    },

    async previewDraft(ctx: RequestContext): Promise<PreviewTestResponse> {
      const { webhook, options } = await draftOf(ctx);
      const data = await testSend.preview(webhook, options);
      await checkPayloads(ctx);
      return { data };
    },

    async match(ctx: RequestContext): Promise<MatchResponse> {
      const { webhook } = parse(match, bodyOf(ctx));
      await checkDraft(ctx, webhook);
      return { data: await testSend.match(webhook) };
    },
  };
}

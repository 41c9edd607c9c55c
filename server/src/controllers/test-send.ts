import type { Answer } from '../../../contracts/answers';
import type { TestPreview, TestResult, TestSendOptions } from '../../../contracts/test-send';
import type { TestSendService } from '../services/test-send';
import { idOf } from './ids';
import { bodyOf, type RequestContext } from './request';

/**
 * Of stored webhooks alone: with a draft of one, whoever may test it could have its secrets sent to a URL
 * of theirs.
 */
export function createTestSendController(testSend: TestSendService) {
  return {
    async send(ctx: RequestContext): Promise<Answer<TestResult>> {
      const options = bodyOf(ctx) as TestSendOptions;
      return { data: await testSend.send(idOf(ctx, 'webhook'), options) };
    },

    async preview(ctx: RequestContext): Promise<Answer<TestPreview>> {
      const options = bodyOf(ctx) as TestSendOptions;
      return { data: await testSend.preview(idOf(ctx, 'webhook'), options) };
    },
  };
}

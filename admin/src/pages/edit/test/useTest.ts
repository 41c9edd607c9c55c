import { useState } from 'react';
import type { Webhook } from '../../../../../contracts/domain';
import type { TestResult, TestSendOptions } from '../../../../../contracts/test-send';
import { useTestDraftMutation, useTestWebhookMutation } from '../../../api/webhooks-api';
import { draftOf } from '../form/changes';
import type { FormValues } from '../form/values';

/** Sends tests of what is on the form; of the stored webhook for those who may change nothing. */
export function useTest(stored: Webhook | null, isDraftAllowed: boolean) {
  const [testDraft, draft] = useTestDraftMutation();
  const [testStored, one] = useTestWebhookMutation();
  const [result, setResult] = useState<TestResult | null>(null);
  const [isOpen, setIsOpen] = useState(false);

  /** @returns what was wrong; undefined where a test was sent. */
  const send = async (values: FormValues, options: TestSendOptions): Promise<unknown> => {
    const webhook = draftOf(values, stored);
    setIsOpen(true);
    const answer =
      isDraftAllowed && webhook !== null
        ? await testDraft({ webhook, ...options })
        : await testStored({ id: stored?.id ?? '', data: options });
    if ('data' in answer) return setResult(answer.data ?? null);
    setIsOpen(false);
    return answer.error;
  };

  return {
    send,
    result,
    isOpen,
    isSending: draft.isLoading || one.isLoading,
    close: () => setIsOpen(false),
  };
}

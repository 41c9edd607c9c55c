import { useState } from 'react';
import type { Webhook } from '../../../../contracts/domain';
import { useDeleteWebhookMutation, useUpdateWebhookMutation } from '../../api/webhooks-api';
import { useErrorText } from './useErrorText';

export type WebhookChange = 'enable' | 'disable' | 'delete';

export interface ChangeFailure {
  id: string;
  name: string;
  message: string;
}

/**
 * Does the same to several webhooks, one after another: each is a write of its own, which can fail by
 * itself. Answers those that did.
 */
export function useChange(change: WebhookChange) {
  const errorText = useErrorText();
  const [update] = useUpdateWebhookMutation();
  const [remove] = useDeleteWebhookMutation();
  const [isRunning, setIsRunning] = useState(false);

  const apply = async (webhooks: readonly Webhook[]): Promise<ChangeFailure[]> => {
    setIsRunning(true);
    const failures: ChangeFailure[] = [];
    for (const { id, name } of webhooks) {
      const answer =
        change === 'delete'
          ? await remove(id)
          : // Nothing else beside it: that alone may be done to one that is managed in code.
            await update({ id, data: { enabled: change === 'enable' } });
      if ('error' in answer) failures.push({ id, name, message: errorText(answer.error) });
    }
    setIsRunning(false);
    return failures;
  };

  return [apply, isRunning] as const;
}

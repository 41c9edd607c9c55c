import { useState } from 'react';
import { useNotification, type FormHelpers } from '@strapi/strapi/admin';
import type { Webhook } from '../../../../../contracts/domain';
import type { CreateWebhookResponse } from '../../../../../contracts/webhooks';
import { useCreateWebhookMutation, useUpdateWebhookMutation } from '../../../api/webhooks-api';
import { useText } from '../../../hooks/useText';
import { changesOf } from './changes';
import { readForm } from './input';
import type { TellErrors } from './useTellErrors';
import type { FormValues } from './values';

/** A webhook that was just made, and the secret that was generated for it. */
export interface Created {
  id: string;
  secret: string | null;
}

export interface SaveOptions {
  stored: Webhook | null;
  /** Nothing is typed that could be lost: the form shows what is stored. */
  isReadOnly: boolean;
  tell: TellErrors;
  onCreated(created: Created): void;
}

/**
 * Saves the form. What is compared with is the webhook as it was when the page was opened or last saved:
 * somebody else's change meanwhile is neither undone nor takes away what is being typed.
 */
export function useSave({ stored, isReadOnly, tell, onCreated }: SaveOptions) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const [base, setBase] = useState(stored);
  const [create] = useCreateWebhookMutation();
  const [update] = useUpdateWebhookMutation();

  const save = async (values: FormValues, { setErrors }: FormHelpers<FormValues>) => {
    const { problems } = readForm(values);
    if (problems.length > 0) return tell.problems(problems, setErrors);
    const data = changesOf(values, base);
    const saving = base === null ? create(data) : update({ id: base.id, data });
    const result = await saving;
    if ('error' in result) return tell.refusal(result.error, values, setErrors);
    toggleNotification({ type: 'success', message: t('edit.saved') });
    if (base === null) {
      onCreated(createdOf(result.data));
      // The store keeps no secret.
      return saving.reset();
    }
    setBase({ ...base, ...withoutSecret(result.data) });
  };

  return { base: isReadOnly ? stored : base, save };
}

function createdOf({ id, secret }: CreateWebhookResponse['data']): Created {
  return { id, secret: typeof secret === 'string' ? secret : null };
}

/** A generated secret stands in the place of what is known of one, and is not kept. */
function withoutSecret({ secret: _, ...webhook }: CreateWebhookResponse['data']) {
  return webhook;
}

import { useState } from 'react';
import { Field, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import {
  EVENT_TYPES,
  type BuiltInEventType,
  type EventPattern,
} from '../../../../contracts/domain';
import { useTestWebhookMutation } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
import { ActionModal } from './ActionModal';
import { Notice } from './Notice';
import { TestAnswer } from './TestAnswer';
import type { WebhookActionProps } from './types';
import { useErrorText } from './useErrorText';

/**
 * Sends one event to the receiver, and shows what it answers. Nothing of it is kept. Types of the site's
 * own are not offered: the server makes up none of those.
 */
export function TestDialog({ webhook, onClose }: WebhookActionProps) {
  const t = useText();
  const errorText = useErrorText();
  const [event, setEvent] = useState(() => firstAskedFor(webhook.events));
  const [test, { data: result, isLoading, error }] = useTestWebhookMutation();

  return (
    <ActionModal
      title={t('webhook-action.test.title', { name: webhook.name })}
      onClose={onClose}
      isDone={result !== undefined}
      submit={{
        label: t(result === undefined ? 'webhook-action.test.submit' : 'webhook-action.test.again'),
        onClick: () => void test({ id: webhook.id, data: { event } }),
        isLoading,
      }}
    >
      <Typography>{t('webhook-action.test.hint')}</Typography>
      <Field.Root>
        <Field.Label>{t('webhook-action.test.event')}</Field.Label>
        <SingleSelect value={event} onChange={(type) => setEvent(type as BuiltInEventType)}>
          {EVENT_TYPES.map((type) => (
            <SingleSelectOption key={type} value={type}>
              {type}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      </Field.Root>
      {error === undefined ? null : <Notice variant="danger">{errorText(error)}</Notice>}
      {result === undefined || isLoading || error !== undefined ? null : (
        <TestAnswer result={result} />
      )}
    </ActionModal>
  );
}

function firstAskedFor(events: readonly EventPattern[]): BuiltInEventType {
  const isAskedFor = (type: BuiltInEventType) =>
    events.some((pattern) => pattern === type || pattern === `${type.split('.')[0]}.*`);
  return EVENT_TYPES.find(isAskedFor) ?? EVENT_TYPES[0];
}

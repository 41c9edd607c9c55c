import { useState } from 'react';
import { Field, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import { EVENT_TYPES, type EventPattern, type EventType } from '../../../../contracts/domain';
import { useFindEventTypesQuery, useTestWebhookMutation } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
import { ActionModal } from './ActionModal';
import { Notice } from './Notice';
import { TestAnswer } from './TestAnswer';
import type { WebhookActionProps } from './types';
import { useErrorText } from './useErrorText';

/** Sends one event to the receiver, and shows what it answers. Nothing of it is kept. */
export function TestDialog({ webhook, onClose }: WebhookActionProps) {
  const t = useText();
  const errorText = useErrorText();
  const [event, setEvent] = useState(() => firstAskedFor(webhook.events));
  const { data: catalogue } = useFindEventTypesQuery();
  const types = catalogue?.data.map(({ type }) => type) ?? EVENT_TYPES;
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
        <SingleSelect value={event} onChange={(type) => setEvent(type as EventType)}>
          {types.map((type) => (
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

function firstAskedFor(events: readonly EventPattern[]): EventType {
  const isAskedFor = (type: EventType) =>
    events.some((pattern) => pattern === type || pattern === `${type.split('.')[0]}.*`);
  return EVENT_TYPES.find(isAskedFor) ?? (events[0] as EventType | undefined) ?? EVENT_TYPES[0];
}

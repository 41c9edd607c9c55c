import { useState } from 'react';
import { Field, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import type { EventPattern, EventType } from '../../../../contracts/domain';
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
  const { data: catalogue, error: catalogueError } = useFindEventTypesQuery();
  const types = (catalogue?.data ?? []).map(({ type }) => type);
  const [chosen, setChosen] = useState<EventType>();
  const event = chosen ?? types.find((type) => isAskedFor(type, webhook.events)) ?? types[0];
  const [test, { data: result, isLoading, error }] = useTestWebhookMutation();
  const failure = error ?? catalogueError;

  return (
    <ActionModal
      title={t('webhook-action.test.title', { name: webhook.name })}
      onClose={onClose}
      isDone={result !== undefined}
      submit={{
        label: t(result === undefined ? 'webhook-action.test.submit' : 'webhook-action.test.again'),
        onClick: () => void test({ id: webhook.id, data: { event } }),
        isLoading,
        isDisabled: event === undefined,
      }}
    >
      <Typography>{t('webhook-action.test.hint')}</Typography>
      <Field.Root>
        <Field.Label>{t('webhook-action.test.event')}</Field.Label>
        <SingleSelect
          value={event ?? null}
          onChange={(type) => setChosen(type as EventType)}
          disabled={catalogue === undefined}
        >
          {types.map((type) => (
            <SingleSelectOption key={type} value={type}>
              {type}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      </Field.Root>
      {failure === undefined ? null : <Notice variant="danger">{errorText(failure)}</Notice>}
      {result === undefined || isLoading || error !== undefined ? null : (
        <TestAnswer result={result} />
      )}
    </ActionModal>
  );
}

function isAskedFor(type: EventType, events: readonly EventPattern[]): boolean {
  const [family = ''] = type.split('.');
  return events.some((pattern) => pattern === type || pattern === `${family}.*`);
}

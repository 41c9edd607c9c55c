import { useState } from 'react';
import { Loader, Typography } from '@strapi/design-system';
import { useBackfillMutation, useFindEventTypesQuery } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
import { ActionModal } from './ActionModal';
import { BackfillFields, type BackfillChoice } from './BackfillFields';
import { BackfillProgress } from './BackfillProgress';
import { Notice } from './Notice';
import { timeOf } from './since';
import type { WebhookActionProps } from './types';
import { useErrorText } from './useErrorText';

const EVERYTHING: BackfillChoice = {
  contentTypes: [],
  status: 'published',
  locale: null,
  since: { choice: 'always' },
};

/** Tells a webhook of the entries there are already, and shows how far it is. */
export function BackfillDialog({ webhook, onClose }: WebhookActionProps) {
  const t = useText();
  const errorText = useErrorText();
  const [choice, setChoice] = useState(EVERYTHING);
  const { data: catalogue, error: catalogueError } = useFindEventTypesQuery();
  const [backfill, { data: started, isLoading, error }] = useBackfillMutation();
  const title = t('webhook-action.backfill.title', { name: webhook.name });
  const failure = error ?? catalogueError;
  const isIncomplete = choice.since.choice === 'custom' && choice.since.at === undefined;

  if (started !== undefined) {
    return (
      <ActionModal title={title} onClose={onClose}>
        <BackfillProgress started={started} />
      </ActionModal>
    );
  }

  const onClick = () => {
    const { contentTypes, status, locale } = choice;
    const since = timeOf(choice.since, Date.now());
    const some = contentTypes.length === 0 ? {} : { contentTypes };
    void backfill({ id: webhook.id, data: { ...some, status, locale, since } });
  };
  return (
    <ActionModal
      title={title}
      onClose={onClose}
      submit={{
        label: t('webhook-action.backfill.submit'),
        onClick,
        isLoading,
        isDisabled: !webhook.enabled || catalogue === undefined || isIncomplete,
      }}
    >
      <Typography>{t('webhook-action.backfill.hint')}</Typography>
      {webhook.enabled ? null : (
        <Notice variant="warning">{t('webhook-action.enable-first')}</Notice>
      )}
      {catalogue === undefined ? null : (
        <BackfillFields
          webhook={webhook}
          known={catalogue.meta}
          value={choice}
          onChange={setChoice}
        />
      )}
      {catalogue === undefined && failure === undefined ? <Loader small /> : null}
      {failure === undefined ? null : <Notice variant="danger">{errorText(failure)}</Notice>}
    </ActionModal>
  );
}

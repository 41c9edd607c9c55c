import { useState } from 'react';
import { Field, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import {
  BACKFILL_ENTRY_STATUSES,
  type Backfill,
  type BackfillEntryStatus,
} from '../../../../contracts/domain';
import { useBackfillMutation, useFindEventTypesQuery } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
import { ActionModal } from './ActionModal';
import { ChoiceField } from './ChoiceField';
import { ContentTypesField } from './ContentTypesField';
import { Notice } from './Notice';
import { timeOf, type Since } from './since';
import { SinceField } from './SinceField';
import type { WebhookActionProps } from './types';
import { useErrorText } from './useErrorText';

/** Stands for every locale: an option needs a value, and this is none that a locale could have. */
const EVERY_LOCALE = '*';

export interface BackfillFormProps extends WebhookActionProps {
  onStarted(backfill: Backfill): void;
}

/** Which entries the webhook is to be told of. */
export function BackfillForm({ webhook, onClose, onStarted }: BackfillFormProps) {
  const t = useText();
  const errorText = useErrorText();
  const { data: catalogue, error: catalogueError } = useFindEventTypesQuery();
  const [contentTypes, setContentTypes] = useState<string[]>([]);
  const [status, setStatus] = useState<BackfillEntryStatus>('published');
  const [locale, setLocale] = useState(EVERY_LOCALE);
  const [since, setSince] = useState<Since>({ choice: 'always' });
  const [backfill, { isLoading, error }] = useBackfillMutation();

  const heard = (catalogue?.meta.contentTypes ?? []).filter(
    ({ uid }) => webhook.contentTypes.length === 0 || webhook.contentTypes.includes(uid)
  );
  const chosen = heard.filter(({ uid }) => contentTypes.length === 0 || contentTypes.includes(uid));
  const locales = (catalogue?.meta.locales ?? []).filter(
    (code) => webhook.locales.length === 0 || webhook.locales.includes(code)
  );
  const time = timeOf(since, Date.now());
  const failure = error ?? catalogueError;

  const onClick = async () => {
    const answer = await backfill({
      id: webhook.id,
      data: {
        ...(contentTypes.length === 0 ? {} : { contentTypes }),
        status,
        locale: locale === EVERY_LOCALE ? null : locale,
        since: time,
      },
    });
    if ('data' in answer) onStarted(answer.data);
  };

  return (
    <ActionModal
      title={t('webhook-action.backfill.title', { name: webhook.name })}
      onClose={onClose}
      submit={{
        label: t('webhook-action.backfill.submit'),
        onClick: () => void onClick(),
        isLoading,
        isDisabled: !webhook.enabled || catalogue === undefined || time === undefined,
      }}
    >
      <Typography>{t('webhook-action.backfill.hint')}</Typography>
      {webhook.enabled ? null : (
        <Notice variant="warning">{t('webhook-action.enable-first')}</Notice>
      )}
      <ContentTypesField options={heard} value={contentTypes} onChange={setContentTypes} />
      {chosen.some(({ draftAndPublish }) => draftAndPublish) ? (
        <ChoiceField<BackfillEntryStatus>
          label={t('webhook-action.backfill.status')}
          options={BACKFILL_ENTRY_STATUSES.toReversed().map((value) => ({
            value,
            label: t(`webhook-action.backfill.status.${value}`),
          }))}
          value={status}
          onChange={setStatus}
        />
      ) : null}
      {locales.length > 0 && chosen.some(({ localized }) => localized) ? (
        <Field.Root>
          <Field.Label>{t('webhook-action.backfill.locale')}</Field.Label>
          <SingleSelect value={locale} onChange={(code) => setLocale(String(code))}>
            <SingleSelectOption value={EVERY_LOCALE}>
              {t('webhook-action.backfill.every-locale')}
            </SingleSelectOption>
            {locales.map((code) => (
              <SingleSelectOption key={code} value={code}>
                {code}
              </SingleSelectOption>
            ))}
          </SingleSelect>
        </Field.Root>
      ) : null}
      <SinceField
        label={t('webhook-action.backfill.since')}
        choices={['always', 'day', 'week', 'custom']}
        value={since}
        onChange={setSince}
      />
      {failure === undefined ? null : <Notice variant="danger">{errorText(failure)}</Notice>}
    </ActionModal>
  );
}

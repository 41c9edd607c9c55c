import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import {
  BACKFILL_ENTRY_STATUSES,
  type BackfillEntryStatus,
  type Webhook,
} from '../../../../contracts/domain';
import type { FindEventTypesResponse } from '../../../../contracts/events';
import { useText } from '../../hooks/useText';
import { ChoiceField } from './ChoiceField';
import { ContentTypesField } from './ContentTypesField';
import type { Since } from './since';
import { SinceField } from './SinceField';

/** Which entries are asked for. */
export interface BackfillChoice {
  /** Uids; none: all that the webhook hears of. */
  contentTypes: string[];
  status: BackfillEntryStatus;
  /** Null: every one that the webhook hears of. */
  locale: string | null;
  since: Since;
}

export interface BackfillFieldsProps {
  webhook: Webhook;
  known: FindEventTypesResponse['meta'];
  value: BackfillChoice;
  onChange(value: BackfillChoice): void;
}

/** An option needs a value, and this is none that a locale could have. */
const EVERY_LOCALE = '*';

/** Offers what the webhook hears of, and versions and locales where the chosen types have them. */
export function BackfillFields({ webhook, known, value, onChange }: BackfillFieldsProps) {
  const t = useText();
  const change = (changed: Partial<BackfillChoice>) => onChange({ ...value, ...changed });
  const heard = known.contentTypes.filter(({ uid }) => isIn(webhook.contentTypes, uid));
  const chosen = heard.filter(({ uid }) => isIn(value.contentTypes, uid));
  const locales = known.locales.filter((code) => isIn(webhook.locales, code));
  return (
    <>
      <ContentTypesField
        options={heard}
        value={value.contentTypes}
        onChange={(contentTypes) => change({ contentTypes })}
      />
      {chosen.some(({ draftAndPublish }) => draftAndPublish) ? (
        <ChoiceField<BackfillEntryStatus>
          label={t('webhook-action.backfill.status')}
          options={BACKFILL_ENTRY_STATUSES.toReversed().map((status) => ({
            value: status,
            label: t(`webhook-action.backfill.status.${status}`),
          }))}
          value={value.status}
          onChange={(status) => change({ status })}
        />
      ) : null}
      {locales.length > 0 && chosen.some(({ localized }) => localized) ? (
        <Field.Root>
          <Field.Label>{t('webhook-action.backfill.locale')}</Field.Label>
          <SingleSelect
            value={value.locale ?? EVERY_LOCALE}
            onChange={(code) => change({ locale: code === EVERY_LOCALE ? null : String(code) })}
          >
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
        value={value.since}
        onChange={(since) => change({ since })}
      />
    </>
  );
}

/** An empty list stands for all. */
function isIn(list: readonly string[], one: string): boolean {
  return list.length === 0 || list.includes(one);
}

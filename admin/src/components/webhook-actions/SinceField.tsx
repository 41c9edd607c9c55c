import { DateTimePicker, Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useText } from '../../hooks/useText';
import type { Since, SinceChoice } from './since';

export interface SinceFieldProps {
  label: string;
  choices: readonly SinceChoice[];
  value: Since;
  onChange(since: Since): void;
}

/** A time in the past: one of the usual ones, or one of one's own. */
export function SinceField({ label, choices, value, onChange }: SinceFieldProps) {
  const t = useText();
  return (
    <>
      <Field.Root>
        <Field.Label>{label}</Field.Label>
        <SingleSelect
          value={value.choice}
          onChange={(choice) => onChange({ ...value, choice: choice as SinceChoice })}
        >
          {choices.map((choice) => (
            <SingleSelectOption key={choice} value={choice}>
              {t(`webhook-action.since.${choice}`)}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      </Field.Root>
      {value.choice === 'custom' ? (
        <Field.Root required>
          <Field.Label>{t('webhook-action.since.at')}</Field.Label>
          <DateTimePicker
            dateLabel={t('webhook-action.since.date')}
            timeLabel={t('webhook-action.since.time')}
            maxDate={new Date()}
            value={value.at ?? null}
            onChange={(at) => onChange(at === undefined ? { choice: 'custom' } : { ...value, at })}
          />
        </Field.Root>
      ) : null}
    </>
  );
}

import { Field, MultiSelect, MultiSelectOption } from '@strapi/design-system';
import type { ContentTypeInfo } from '../../../../contracts/events';
import { useText } from '../../hooks/useText';

export interface ContentTypesFieldProps {
  options: readonly ContentTypeInfo[];
  /** Uids; none: all of the options. */
  value: string[];
  onChange(uids: string[]): void;
}

export function ContentTypesField({ options, value, onChange }: ContentTypesFieldProps) {
  const t = useText();
  const names = new Map(options.map(({ uid, displayName }) => [uid, displayName]));
  return (
    <Field.Root hint={t('webhook-action.backfill.content-types.hint')}>
      <Field.Label>{t('webhook-action.backfill.content-types')}</Field.Label>
      <MultiSelect
        value={value}
        onChange={onChange}
        onClear={() => onChange([])}
        clearLabel={t('webhook-action.clear')}
        placeholder={t('webhook-action.backfill.content-types.all')}
        customizeContent={(uids = []) => uids.map((uid) => names.get(uid) ?? uid).join(', ')}
      >
        {options.map(({ uid, displayName }) => (
          <MultiSelectOption key={uid} value={uid}>
            {displayName}
          </MultiSelectOption>
        ))}
      </MultiSelect>
      <Field.Hint />
    </Field.Root>
  );
}

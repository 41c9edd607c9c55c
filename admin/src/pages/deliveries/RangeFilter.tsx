import { DateTimePicker, Field, Flex } from '@strapi/design-system';
import { useText } from '../../hooks/useText';
import { RANGE_NAMES, type Filters } from './params';
import { SelectFilter } from './SelectFilter';

interface Props {
  filters: Filters;
  onChange(change: Filters): void;
}

/** A time back from now, or from one time to another. */
export function RangeFilter({ filters, onChange }: Props) {
  const t = useText();
  const { since, until } = filters;
  const range = filters.range ?? ((since ?? until) ? 'custom' : undefined);
  const options = RANGE_NAMES.map((value) => ({
    value,
    label: t(`deliveries.filter.range.${value}`),
  }));
  return (
    <>
      <SelectFilter
        label={t('deliveries.filter.range')}
        all={t('deliveries.filter.range.all')}
        value={range}
        options={options}
        onChange={(chosen) => onChange({ range: chosen, since: undefined, until: undefined })}
      />
      {range === 'custom' ? (
        <Flex gap={2} wrap="wrap" alignItems="flex-end">
          {(['since', 'until'] as const).map((name) => (
            <Field.Root key={name} name={name}>
              <Field.Label>{t(`deliveries.filter.${name}`)}</Field.Label>
              <DateTimePicker
                size="S"
                dateLabel={`${t(`deliveries.filter.${name}`)}: ${t('deliveries.filter.date')}`}
                timeLabel={`${t(`deliveries.filter.${name}`)}: ${t('deliveries.filter.time')}`}
                clearLabel={t('deliveries.filter.clear-one', {
                  filter: t(`deliveries.filter.${name}`),
                })}
                value={dateOf(filters[name])}
                onChange={(date) => onChange({ range: 'custom', [name]: date?.toISOString() })}
                onClear={() => onChange({ range: 'custom', [name]: undefined })}
              />
            </Field.Root>
          ))}
        </Flex>
      ) : null}
    </>
  );
}

function dateOf(time: string | undefined): Date | null {
  if (time === undefined || Number.isNaN(Date.parse(time))) return null;
  return new Date(time);
}

import { DateTimePicker, Field, Flex } from '@strapi/design-system';
import { useText } from '../../hooks/useText';
import type { Filters } from './params';

interface Props {
  filters: Filters;
  onChange(change: Filters): void;
}

/** From one time to another; either may be left out. */
export function TimesFilter({ filters, onChange }: Props) {
  const t = useText();
  return (
    <Flex gap={4} wrap="wrap">
      {(['since', 'until'] as const).map((name) => {
        const label = t(`deliveries.filter.${name}`);
        return (
          <Field.Root key={name} name={name} width="46rem" maxWidth="100%">
            <Field.Label>{label}</Field.Label>
            <DateTimePicker
              size="S"
              dateLabel={`${label}: ${t('deliveries.filter.date')}`}
              timeLabel={`${label}: ${t('deliveries.filter.time')}`}
              clearLabel={t('deliveries.filter.clear-one', { filter: label })}
              value={dateOf(filters[name])}
              onChange={(date) => onChange({ range: 'custom', [name]: date?.toISOString() })}
              onClear={() => onChange({ range: 'custom', [name]: undefined })}
            />
          </Field.Root>
        );
      })}
    </Flex>
  );
}

function dateOf(time: string | undefined): Date | null {
  if (time === undefined || Number.isNaN(Date.parse(time))) return null;
  return new Date(time);
}

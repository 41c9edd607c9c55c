import { useText } from '../../hooks/useText';
import { RANGE_NAMES, rangeOf, type Filters } from './params';
import { SelectFilter } from './SelectFilter';

interface Props {
  filters: Filters;
  onChange(change: Filters): void;
}

/** A time back from now, or one that `TimesFilter` says more of. */
export function RangeFilter({ filters, onChange }: Props) {
  const t = useText();
  return (
    <SelectFilter
      label={t('deliveries.filter.range')}
      all={t('deliveries.filter.range.all')}
      value={rangeOf(filters)}
      options={RANGE_NAMES.map((value) => ({
        value,
        label: t(`deliveries.filter.range.${value}`),
      }))}
      onChange={(range) => onChange({ range, since: undefined, until: undefined })}
    />
  );
}

import { Box, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useText } from '../../hooks/useText';

export interface FilterOption {
  value: string;
  label: string;
}

interface Props {
  label: string;
  /** What is shown while nothing is chosen. */
  all: string;
  value: string | undefined;
  options: readonly FilterOption[];
  onChange(value: string | undefined): void;
}

/** One of a list, or all. What an address asks for is shown although the list does not have it. */
export function SelectFilter({ label, all, value, options, onChange }: Props) {
  const t = useText();
  const isKnown = value === undefined || options.some((option) => option.value === value);
  const shown = isKnown ? options : [{ value, label: value }, ...options];
  return (
    <Box maxWidth="22rem">
      <SingleSelect
        size="S"
        aria-label={label}
        placeholder={all}
        value={value ?? null}
        onChange={(chosen) => onChange(String(chosen))}
        onClear={() => onChange(undefined)}
        clearLabel={t('deliveries.filter.clear-one', { filter: label })}
      >
        {shown.map((option) => (
          <SingleSelectOption key={option.value} value={option.value}>
            {option.label}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </Box>
  );
}

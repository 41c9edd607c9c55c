import { useId } from 'react';
import { Flex, Radio, Typography } from '@strapi/design-system';

export interface ChoiceFieldProps<T extends string> {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange(value: T): void;
}

/** One of a few, all of them in sight. */
export function ChoiceField<T extends string>({
  label,
  options,
  value,
  onChange,
}: ChoiceFieldProps<T>) {
  const labelId = useId();
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Typography id={labelId} variant="pi" fontWeight="bold" textColor="neutral800">
        {label}
      </Typography>
      <Radio.Group
        aria-labelledby={labelId}
        value={value}
        onValueChange={(chosen) => onChange(chosen as T)}
      >
        {options.map((option) => (
          <Radio.Item key={option.value} value={option.value}>
            {option.label}
          </Radio.Item>
        ))}
      </Radio.Group>
    </Flex>
  );
}

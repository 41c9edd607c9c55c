import type { ReactNode } from 'react';
import { Field, Flex, Typography } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';
import { useFieldError } from '../form/useEditForm';

export interface EditFieldProps {
  /** The path of the field, by which its errors are found. */
  name: string;
  label: string;
  hint?: ReactNode;
  required?: boolean;
  /** Beside the label. */
  action?: ReactNode;
  children: ReactNode;
}

/** A field with its label, and what is wrong with it in the place of its hint. */
export function EditField({ name, label, hint, required, action, children }: EditFieldProps) {
  const { error, calm } = useFieldError(name);
  return (
    <Field.Root
      name={name}
      error={error}
      hint={calm === undefined ? hint : <CalmError message={calm} />}
      required={required}
      width="100%"
    >
      <Field.Label action={action}>{label}</Field.Label>
      {children}
      <Field.Error />
      <Field.Hint />
    </Field.Root>
  );
}

/** Something is not right yet; whoever is typing knows. */
export function CalmError({ message }: { message: string }) {
  return (
    <Flex tag="span" gap={1} alignItems="flex-start" display="inline-flex">
      <WarningCircle
        aria-hidden
        width="1.6rem"
        height="1.6rem"
        fill="warning500"
        style={{ flexShrink: 0 }}
      />
      <Typography tag="span" variant="pi" textColor="neutral800">
        {message}
      </Typography>
    </Flex>
  );
}

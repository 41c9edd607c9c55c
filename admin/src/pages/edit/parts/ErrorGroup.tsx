import type { ReactNode } from 'react';
import { Flex, Typography } from '@strapi/design-system';
import { useFieldError } from '../form/useEditForm';
import { CalmError } from './EditField';

export interface ErrorGroupProps {
  /** The path of the field that the group stands for. */
  name: string;
  label: string;
  children: ReactNode;
}

/**
 * Choices that are one field together, and what is wrong with them. `Form` looks for errors, and for what
 * they describe, by these attributes: the group takes the focus as an input would.
 */
export function ErrorGroup({ name, label, children }: ErrorGroupProps) {
  const { error, calm } = useFieldError(name);
  const id = `${name}-error`;
  return (
    <Flex
      role="group"
      aria-label={label}
      tabIndex={-1}
      aria-describedby={error === undefined ? undefined : id}
      direction="column"
      alignItems="stretch"
      gap={4}
    >
      {error === undefined ? null : (
        <Typography id={id} data-strapi-field-error variant="pi" tag="p" textColor="danger600">
          {error}
        </Typography>
      )}
      {calm === undefined ? null : <CalmError message={calm} />}
      {children}
    </Flex>
  );
}

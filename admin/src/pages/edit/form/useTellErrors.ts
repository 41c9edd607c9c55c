import { useCallback } from 'react';
import { useNotification, type FormErrors } from '@strapi/strapi/admin';
import { useText } from '../../../hooks/useText';
import { useRefusal } from '../parts/useRefusal';
import type { Problem } from './input';
import { firstSectionOf, type Section } from './sections';
import { readServerErrors, type FieldErrors } from './server-errors';
import type { FormValues } from './values';

/** Given by `Form`, which takes the focus to the first field that has an error. */
type SetErrors = (errors: FormErrors<FormValues>) => void;

/** Tells what is wrong at its field, with the section of the first one open; what is about none, beside. */
export function useTellErrors(open: (section: Section) => void) {
  const t = useText();
  const refuse = useRefusal();
  const { toggleNotification } = useNotification();

  const tell = useCallback(
    (fields: FieldErrors, setErrors: SetErrors) => {
      setErrors(fields as FormErrors<FormValues>);
      open(firstSectionOf(Object.keys(fields)));
    },
    [open]
  );

  return {
    problems(problems: readonly Problem[], setErrors: SetErrors): void {
      const told = problems.map(({ field, text, detail = '' }) => [field, t(text, { detail })]);
      tell(Object.fromEntries(told), setErrors);
    },

    refusal(error: unknown, values: FormValues, setErrors: SetErrors): void {
      const { fields, others } = readServerErrors(error, values);
      const isPlaced = Object.keys(fields).length > 0;
      if (isPlaced) tell(fields, setErrors);
      for (const message of others) toggleNotification({ type: 'danger', message });
      if (!isPlaced && others.length === 0) refuse(error);
    },
  };
}

export type TellErrors = ReturnType<typeof useTellErrors>;

import { useContext } from 'react';
import { useForm } from '@strapi/strapi/admin';
import { CalmErrors } from './calm-errors';
import type { FieldErrors } from './server-errors';
import type { FormValues } from './values';

/** One field of the form: Strapi's `Form` knows its values as `object`, and errors by their whole path here. */
export function useEditField<Name extends keyof FormValues>(name: Name) {
  const value = useForm('useEditField', ({ values }) => (values as FormValues)[name]);
  const change = useForm('useEditField', ({ onChange }) => onChange);
  const isReadOnly = useForm('useEditField', ({ disabled }) => disabled);
  const isSubmitting = useForm('useEditField', ({ isSubmitting }) => isSubmitting);
  // What was saved takes the place of all that is on the form: of what is typed meanwhile, too.
  const disabled = isReadOnly || isSubmitting;
  const onChange = (next: FormValues[Name]) => change(name, next);
  return { value, onChange, disabled, isReadOnly, ...useFieldError(name) };
}

/** `error`: what kept it from being saved. `calm`: what the preview says of what is being typed. */
export function useFieldError(path: string): { error?: string; calm?: string } {
  const error = useForm('useFieldError', ({ errors }) => (errors as FieldErrors)[path]);
  const calm = useContext(CalmErrors)[path];
  return error === undefined ? { calm } : { error };
}

export function useFormValues(): FormValues {
  return useForm('useFormValues', ({ values }) => values as FormValues);
}

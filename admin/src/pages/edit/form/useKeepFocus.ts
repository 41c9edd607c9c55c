import { useLayoutEffect, useRef } from 'react';
import { useForm } from '@strapi/strapi/admin';

/** A field that is disabled while the form is saved loses the focus: it has it again afterwards. */
export function useKeepFocus(): void {
  const isSubmitting = useForm('useKeepFocus', ({ isSubmitting }) => isSubmitting);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (isSubmitting) {
      focused.current = document.activeElement;
    } else if (document.activeElement === document.body && focused.current instanceof HTMLElement) {
      focused.current.focus();
    }
  }, [isSubmitting]);
}

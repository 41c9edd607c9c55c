import { useEffect } from 'react';
import { Blocker, useForm, useNotification } from '@strapi/strapi/admin';
import { useBlocker } from 'react-router-dom';
import { useText } from '../../../hooks/useText';
import type { FormValues } from '../form/values';

/** Asks before unsaved changes are left, and lets nobody leave a secret that nobody has seen. */
export function LeaveGuard({ isHeld }: { isHeld: boolean }) {
  // Strapi's own lets everything through while the form is saved.
  const isGenerating = useForm(
    'LeaveGuard',
    ({ isSubmitting, values }) => isSubmitting && (values as FormValues).secretMode === 'generate'
  );
  // One or the other: the router knows one blocker at a time.
  return isHeld || isGenerating ? <Held /> : <Blocker />;
}

function Held() {
  const t = useText();
  const { toggleNotification } = useNotification();
  const blocker = useBlocker(true);
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    blocker.reset();
    toggleNotification({ type: 'warning', message: t('edit.secret.stay') });
  }, [blocker, t, toggleNotification]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
  return null;
}

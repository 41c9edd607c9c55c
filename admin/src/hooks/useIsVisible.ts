import { useSyncExternalStore } from 'react';

/** Whether anybody can see the page: a hidden tab has nothing to keep up to date. */
export function useIsVisible(): boolean {
  return useSyncExternalStore(subscribe, isVisible);
}

function subscribe(changed: () => void) {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}

const isVisible = () => document.visibilityState !== 'hidden';

import { createContext, useContext, useEffect } from 'react';

/** Tells whether the page holds a secret that would be lost with it. */
export const HoldContext = createContext<(isHeld: boolean) => void>(() => undefined);

/** Nobody leaves the page meanwhile: a generated secret is in one answer only, and shown once. */
export function useHold(isHeld: boolean): void {
  const hold = useContext(HoldContext);
  useEffect(() => {
    if (!isHeld) return undefined;
    hold(true);
    return () => hold(false);
  }, [hold, isHeld]);
}

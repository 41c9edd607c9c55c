import { useEffect, useState } from 'react';

/** Whether a value has changed within a time: while it was seen, or just before, as `changedAt` tells. */
export function useRecently(value: string, changedAt: number, forMs: number): boolean {
  const [settled, setSettled] = useState(() =>
    Date.now() - changedAt < forMs ? undefined : value
  );
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), forMs);
    return () => clearTimeout(timer);
  }, [value, forMs]);
  return settled !== value;
}

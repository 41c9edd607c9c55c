import { useEffect, useState } from 'react';

/** Whether a value has changed within a time; not when it is first seen. */
export function useRecently(value: string, forMs: number): boolean {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), forMs);
    return () => clearTimeout(timer);
  }, [value, forMs]);
  return settled !== value;
}

/**
 * Hands on together what comes before `later` runs.
 *
 * @param later `setImmediate`: in one turn of the event loop. `queueMicrotask`: in one go, without waiting for a turn
 *   that may take long.
 */
export function gathered<T>(
  handOn: (items: T[]) => void,
  later: (run: () => void) => void
): (item: T) => void {
  let items: T[] = [];
  const flush = () => {
    const own = items;
    items = [];
    handOn(own);
  };
  return (item) => {
    if (items.push(item) === 1) later(flush);
  };
}

/** Hands on together what comes within one turn of the event loop. */
export function gathered<T>(handOn: (items: T[]) => void): (item: T) => void {
  let items: T[] = [];
  const flush = () => {
    const own = items;
    items = [];
    handOn(own);
  };
  return (item) => {
    if (items.push(item) === 1) setImmediate(flush);
  };
}

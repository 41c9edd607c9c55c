/**
 * Lets the event loop go round once. SQLite's statements run in this thread and their promises are kept at once, so
 * that a transaction of large statements would let nothing else happen until its end.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Does a piece of work for each, one after another. One that fails keeps back no other.
 * @throws the first failure, once all had their turn.
 */
export async function eachInTurn<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>
): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) {
    await work(item).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

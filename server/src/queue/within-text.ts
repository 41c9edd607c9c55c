/** Characters of bodies that may be held beyond what is under way: of one lane, and in all. */
export const MOST_TEXT = { ofLane: 8 * 1_048_576, inAll: 64 * 1_048_576 };

/**
 * Of rows in their order: those that there are slots for, whatever their size, and behind them as many as come,
 * with those, to so much text. One of which the size is not known is taken for a slot alone.
 *
 * @param text characters of bodies.
 */
export function withinText<T extends { size: number | null }>(
  rows: readonly T[],
  slots: number,
  text: number
): readonly T[] {
  let sum = 0;
  const end = rows.findIndex(({ size }, index) => {
    sum += size ?? Infinity;
    return index >= slots && sum > text;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

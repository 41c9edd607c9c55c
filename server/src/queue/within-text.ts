/**
 * Of rows in their order: those that there are slots for, whatever their size, and behind them as many as come,
 * with those, to so much text.
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
    sum += size ?? 0;
    return index >= slots && sum > text;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/**
 * What the thread that sends is given of a lane at once should last for about so many milliseconds: it is given
 * more when half of that is used, and the main thread may be relaying meanwhile (docs/benchmarks.md: 25 ms ran dry).
 */
export const HANDFUL_MS = 80;

/** What was not begun there after so long is left: its receiver has become slow, or hangs. */
export const PATIENCE_MS = 2 * HANDFUL_MS;

/** What the thread that sends is given of a lane at once should last for about so many milliseconds. */
export const HANDFUL_MS = 25;

/** What was not begun there after so long is left: its receiver has become slow, or hangs. */
export const PATIENCE_MS = 2 * HANDFUL_MS;

/**
 * For at most so many milliseconds the thread that sends works at what it is given of one slot at once, without
 * asking: it is busy meanwhile, whatever the main thread does.
 */
export const HANDFUL_MS = 50;

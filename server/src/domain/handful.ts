/** What the thread that sends is given of a lane at once should last for about so many milliseconds. */
export const HANDFUL_MS = 25;

/** Where nothing of a lane could be begun for so long, what waits there is left: its receiver hangs. */
export const PATIENCE_MS = 2 * HANDFUL_MS;

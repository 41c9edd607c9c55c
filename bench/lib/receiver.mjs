import { fileURLToPath } from 'node:url';
import calls from './calls.cjs';

const PROCESS = fileURLToPath(new URL('./receiver-process.cjs', import.meta.url));

/** A receiver in a process of its own: it never waits for those who send, nor they for it. */
export async function startReceiver() {
  const { call, stop } = await calls.start(PROCESS);
  const port = await call('listen');
  return {
    /** Where requests are counted under `name` and answered after so many milliseconds. */
    url: (name = 'all', delayMs = 0) => `http://127.0.0.1:${port}/${name}?delay=${delayMs}`,
    /** Resolves when so many requests came: `{ count, firstAt, lastAt }`, by the common clock. */
    waitFor: (count, { name = 'all', timeoutMs = 120_000 } = {}) =>
      call('waitFor', { name, count, timeoutMs }),
    received: (name = 'all') => call('received', { name }),
    /** From now on, notes when each request came, by the text of its entry. */
    watch: (name) => call('watch', { name }),
    times: (name) => call('times', { name }),
    forget: () => call('forget'),
    stop,
  };
}

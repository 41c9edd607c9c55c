/** How often a process rings at most. */
const EVERY_MS = 50;

/**
 * Rings at once, and once more in a moment where it was asked to meanwhile. A ring that fails is lost: what it
 * was for is found anyway.
 */
export function createBell(ring: () => Promise<void>) {
  let timer: NodeJS.Timeout | undefined;
  let isAsked = false;
  let isStopped = false;

  const toll = () => {
    isAsked = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (isAsked) toll();
    }, EVERY_MS);
    ring().catch(() => undefined);
  };

  return {
    ring(): void {
      if (isStopped) return;
      if (timer === undefined) toll();
      else isAsked = true;
    },
    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** What one does at a time, in this process. */
export function createMutex() {
  const waiting: (() => void)[] = [];
  let isTaken = false;

  const free = () => {
    const next = waiting.shift();
    if (next === undefined) isTaken = false;
    else next();
  };

  return {
    /** Waits for its turn, and frees it when `work` has ended, also where that failed. */
    async run<T>(work: () => Promise<T>): Promise<T> {
      if (isTaken) await new Promise<void>((resolve) => waiting.push(resolve));
      isTaken = true;
      try {
        return await work();
      } finally {
        free();
      }
    },

    /** @returns what frees it; undefined where somebody else has it. */
    tryTake(): (() => void) | undefined {
      if (isTaken) return undefined;
      isTaken = true;
      return free;
    },
  };
}

export type Mutex = ReturnType<typeof createMutex>;

import { createLateEntries, type LateEntriesOptions } from './late-entries';

export interface GroupCommitOptions<T> extends LateEntriesOptions<T> {
  /** Whether an entry may wait a little longer, since there are others to come. */
  mayWait(entry: T): boolean;
}

/**
 * Entries written in one transaction, and how long the first of them waits for the others: the
 * shorter time where no others are to come.
 */
const GROUP = 256;
const GROUP_AFTER_MS = 2;
const GROUP_AFTER_AT_MOST_MS = 50;

/**
 * Writes entries many per transaction: a commit costs the same for one as for a hundred.
 *
 * A group that cannot be written is tried again for some minutes, in the end entry by entry
 * (`late-entries.ts`), while later groups are written as they come.
 */
export function createGroupCommit<T>(options: GroupCommitOptions<T>) {
  const { write, mayWait, settled } = options;
  let waiting: T[] = [];
  let waitingSince = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const late = createLateEntries(options);

  const writeGroup = async (group: readonly T[]): Promise<void> => {
    try {
      await write(group);
      group.forEach(settled);
    } catch {
      // What is wrong is told when it is tried again.
      late.add(group);
    }
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    waiting = [];
    if (group.length > 0) writing = writing.then(() => writeGroup(group));
    return writing;
  };

  const flushSoon = () => {
    timer = setTimeout(() => {
      const waited = performance.now() - waitingSince;
      if (waited < GROUP_AFTER_AT_MOST_MS && waiting.every(mayWait)) flushSoon();
      else void flush();
    }, GROUP_AFTER_MS);
  };

  return {
    add(entry: T): void {
      if (waiting.length === 0) waitingSince = performance.now();
      waiting.push(entry);
      if (waiting.length >= GROUP) void flush();
      else if (timer === undefined) flushSoon();
    },

    /** Writes what there is; what cannot be written now is given up after one more try. */
    async end(): Promise<void> {
      await flush();
      await late.end();
    },
  };
}

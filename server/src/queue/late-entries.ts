import { setTimeout as wait } from 'node:timers/promises';

export interface LateEntriesOptions<T> {
  /** Writes all entries, or none and throws. */
  write(entries: readonly T[]): Promise<void>;
  /** An entry was written, or given up. */
  settled(entry: T): void;
  /** Hears once per round of all that is not written yet, or of what is given up in it. */
  onError(entries: readonly T[], error: unknown, isLast: boolean): void;
  /** Hears when nothing is late any more of which an error was told. */
  onRecovery?(): void;
}

/** The waits before the rounds; the last one goes on, so that little is late once the database is back. */
const WAITS_MS = [100, 500, 1_000, 2_000, 5_000];

/** Rounds an entry takes part in before it is given up: some minutes, for a database that is away. */
const MOST_ROUNDS = 60;

/** Entries tried together. */
const GROUP = 64;

/**
 * Entries that could not be written when they came. All of them are tried in rounds, each entry by
 * itself where they cannot be written together, so that one that never can keeps back no other.
 */
export function createLateEntries<T>(options: LateEntriesOptions<T>) {
  const { write, settled, onError, onRecovery } = options;
  /** By entry, the rounds it took part in. */
  const late = new Map<T, number>();
  const ending = new AbortController();
  let running: Promise<void> | undefined;

  /** @returns what could not be written, and the last reason. */
  const tryAll = async (entries: readonly T[]): Promise<{ failed: T[]; error?: unknown }> => {
    try {
      await write(entries);
      entries.forEach(settled);
      return { failed: [] };
    } catch (error) {
      if (entries.length === 1) return { failed: [...entries], error };
    }
    const failed: T[] = [];
    let reason: unknown;
    for (const entry of entries) {
      const alone = await tryAll([entry]);
      failed.push(...alone.failed);
      reason = alone.error ?? reason;
    }
    return { failed, error: reason };
  };

  /**
   * Those that fail go to the end of the line; where a whole group does, the others need not try.
   * @returns whether any failed.
   */
  const round = async (isLast: boolean): Promise<boolean> => {
    const entries = [...late.keys()];
    const given: T[] = [];
    let reason: unknown;
    for (let start = 0; start < entries.length; start += GROUP) {
      const group = entries.slice(start, start + GROUP);
      const { failed, error } = await tryAll(group);
      reason = error ?? reason;
      for (const entry of group) {
        const rounds = (late.get(entry) ?? 0) + 1;
        late.delete(entry);
        if (!failed.includes(entry)) continue;
        if (isLast || rounds >= MOST_ROUNDS) given.push(entry);
        else late.set(entry, rounds);
      }
      if (failed.length === group.length && !isLast) break;
    }
    if (given.length > 0) onError(given, reason, true);
    else if (reason !== undefined) onError([...late.keys()], reason, false);
    given.forEach(settled);
    return reason !== undefined;
  };

  const run = async (): Promise<void> => {
    let wasTold = false;
    for (let rounds = 0; late.size > 0; rounds += 1) {
      const pause = WAITS_MS[Math.min(rounds, WAITS_MS.length - 1)];
      await wait(pause, undefined, { signal: ending.signal }).catch(() => undefined);
      const failed = await round(ending.signal.aborted);
      if (!failed && wasTold) onRecovery?.();
      wasTold = failed;
    }
    running = undefined;
  };

  return {
    add(entries: readonly T[]): void {
      for (const entry of entries) late.set(entry, 0);
      running ??= run();
    },

    /** What there is is tried once more and then given up. */
    async end(): Promise<void> {
      ending.abort();
      await running;
    },
  };
}

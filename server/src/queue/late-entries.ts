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

/** After so many that fail one after another, the others of their group are tried together: it may be the database. */
const ENOUGH_FAILED = 3;

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

  /** Writes what it can. @returns why something could not be written, and whether nothing could. */
  const tryAll = async (group: readonly T[]): Promise<{ error?: unknown; isAway: boolean }> => {
    const tryTogether = async (entries: readonly T[]) => {
      await write(entries);
      entries.forEach((entry) => late.delete(entry));
      entries.forEach(settled);
    };
    let reason: unknown;
    try {
      await tryTogether(group);
      return { isAway: false };
    } catch (error) {
      if (group.length === 1) return { error, isAway: true };
    }
    let failed = 0;
    for (const [place, entry] of group.entries()) {
      try {
        await tryTogether([entry]);
        failed = 0;
      } catch (error) {
        reason = error;
        failed += 1;
        // To the end of the line: those that were not tried come before it.
        const rounds = late.get(entry) ?? 0;
        late.delete(entry);
        late.set(entry, rounds);
      }
      const others = group.slice(place + 1);
      if (failed < ENOUGH_FAILED || others.length === 0) continue;
      const isAway = await tryTogether(others).then(
        () => false,
        () => true
      );
      return { error: reason, isAway };
    }
    return { error: reason, isAway: failed === group.length };
  };

  /**
   * Where the database is away, no other group need try.
   * @returns whether any failed.
   */
  const round = async (isLast: boolean): Promise<boolean> => {
    const entries = [...late.keys()];
    let reason: unknown;
    for (let start = 0; start < entries.length; start += GROUP) {
      const { error, isAway } = await tryAll(entries.slice(start, start + GROUP));
      reason = error ?? reason;
      if (isAway) break;
    }
    const given: T[] = [];
    for (const entry of entries) {
      const rounds = late.get(entry);
      if (rounds === undefined) continue;
      late.set(entry, rounds + 1);
      if (isLast || rounds + 1 >= MOST_ROUNDS) given.push(entry);
    }
    given.forEach((entry) => late.delete(entry));
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

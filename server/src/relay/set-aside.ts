import type { OutboxEntry } from '../stores/outbox-store';

/** How long an event that could not be relayed waits for its next try. */
const ASIDE_MS = 30_000;

/** How many are left out of what is read: so many values are in one statement. */
export const MOST_LEFT_OUT = 10_000;

/** How long an event that cannot be relayed keeps back what happened to its document since. */
const KEEPS_BACK_MS = 5 * 60_000;

interface Aside {
  /** When it is tried again. */
  until: number;
  /** When it was first tried in vain; null where it only waits for an earlier one of its document. */
  since: number | null;
  document: string | null;
}

/**
 * Events that could not be relayed. Each waits before its next try, and later events of its document wait with
 * it, so that the order holds that receivers may have asked for; one that can never be relayed keeps them back
 * for some minutes only.
 */
export function createSetAside(now: () => number) {
  const waiting = new Map<number, Aside>();

  const isEarly = (since: number) => now() - since < KEEPS_BACK_MS;

  return {
    /** Ids of those whose time has not come, as many as can be left out of what is read. */
    leftOut(at: number): number[] {
      // What was not read again by then, another instance has relayed.
      for (const [id, { until }] of waiting) if (until + KEEPS_BACK_MS < at) waiting.delete(id);
      const ids = [...waiting].filter(([, { until }]) => until > at).map(([id]) => id);
      return ids.slice(0, MOST_LEFT_OUT);
    },

    /** An event could not be relayed; it is tried again after a while, or at once where it is not its fault. */
    failed(entry: OutboxEntry, { isItsFault }: { isItsFault: boolean }): void {
      const since = waiting.get(entry.id)?.since ?? now();
      const until = isItsFault ? now() + ASIDE_MS : now();
      waiting.set(entry.id, { until, since, document: documentOf(entry) });
    },

    /** Whether an event that could not be relayed just now keeps back later ones of its document. */
    keepsBack({ id }: OutboxEntry): boolean {
      const since = waiting.get(id)?.since ?? null;
      return since === null || isEarly(since);
    },

    /**
     * Of entries that were read, those that nothing set aside comes before; the others wait with what does.
     * @param at as it was given to `leftOut`: time has passed since.
     */
    passing(entries: readonly OutboxEntry[], at: number): OutboxEntry[] {
      if (waiting.size === 0) return [...entries];
      const first = new Map<string, { id: number; until: number }>();
      for (const [id, { document, until, since }] of waiting) {
        if (document === null || until <= at || (since !== null && !isEarly(since))) continue;
        if (id < (first.get(document)?.id ?? Infinity)) first.set(document, { id, until });
      }
      return entries.filter((entry) => {
        const { id } = entry;
        const aside = waiting.get(id);
        // There were more than can be left out.
        if (aside !== undefined && aside.until > at) return false;
        const document = documentOf(entry);
        const earlier = document === null ? undefined : first.get(document);
        if (earlier === undefined || earlier.id >= id) return true;
        waiting.set(id, { until: earlier.until, since: aside?.since ?? null, document });
        return false;
      });
    },

    /** They are in the outbox no more. */
    relayed(entries: readonly OutboxEntry[]): void {
      if (waiting.size > 0) entries.forEach(({ id }) => waiting.delete(id));
    },
  };
}

/** The document and locale that an event is about; null where it is about none. */
export function documentOf({ event }: OutboxEntry): string | null {
  const { uid, documentId, locale } = event;
  return documentId === null ? null : JSON.stringify([uid, documentId, locale]);
}

import { setTimeout as wait } from 'node:timers/promises';

/** Every type of event there is. */
const EVENT_TYPES = [
  ...['create', 'update', 'delete', 'publish', 'unpublish', 'draft-discard'].map(
    (e) => `entry.${e}`
  ),
  ...['create', 'update', 'delete'].map((e) => `media.${e}`),
];

/**
 * Holds what should arrive against what did.
 *
 * Deliveries are at least once, so requests are counted by `webhook-id`: a repetition is no second
 * webhook. A webhook may come in before the answer of the write that caused it; so it is kept, and
 * looked for when the expectation is known.
 *
 * @param {number} expectedCount how many webhooks the whole run should bring
 */
export function createLedger(expectedCount) {
  /** @type {Map<string, { event: string, documentId: string, verified: boolean }>} */
  const received = new Map();
  /** @type {{ event: string, documentId: string }[]} */
  const expectations = [];

  const matchOf = ({ event, documentId }) =>
    [...received.values()].find((one) => one.event === event && one.documentId === documentId);
  const isMet = (expectation) => matchOf(expectation)?.verified === true;

  return {
    receive({ id, event, documentId, verified }) {
      const before = received.get(id);
      received.set(id, { event, documentId, verified: verified || before?.verified === true });
    },

    /**
     * Waits until each of these events of one document has come in, verified, or the time is up;
     * which of both is seen in the end.
     */
    async expect(documentId, events, { limitMs, signal }) {
      const expected = events.map((event) => ({ event, documentId }));
      expectations.push(...expected);
      const end = performance.now() + limitMs;
      while (!expected.every(isMet) && performance.now() < end) {
        await wait(20, undefined, { signal });
      }
    },

    summary() {
      const matches = expectations.map(matchOf).filter((match) => match !== undefined);
      const verified = matches.filter((match) => match.verified);
      return { expected: expectedCount, received: matches.length, verified: verified.length };
    },

    /** Why the run is no success, in sentences; none when it is. */
    problems() {
      const missing = expectations.filter((one) => !isMet(one));
      const unknown = [...received.values()].filter(({ event }) => !EVENT_TYPES.includes(event));
      const untold = expectedCount - expectations.length;
      return [
        ...missing.map(
          ({ event, documentId }) => `${event} of ${documentId} did not arrive verified`
        ),
        ...unknown.map(({ event }) => `'${event}' arrived, which is no event`),
        ...(untold > 0
          ? [`The run ended with ${untold} of ${expectedCount} webhooks not even caused`]
          : []),
      ];
    },
  };
}

import { createJsonataRealm } from '../lib/jsonata-realm';

export interface TransformsDeps {
  maxPayloadBytes: number;
  now(): number;
}

/** Milliseconds a transform may take; meanwhile nothing else of the process runs. */
const TIMEOUT_MS = 100;

/** How often in a row a transform may take too long, and for how long it is then not tried. */
const PATIENCE = 3;
const PAUSE_MS = 10_000;

/**
 * Evaluates the transforms of webhooks. One that takes too long again and again is not even tried for a
 * while: a thousand events must not cost a thousand times the limit.
 */
export function createTransforms({ maxPayloadBytes, now }: TransformsDeps) {
  const realm = createJsonataRealm({ timeoutMs: TIMEOUT_MS, maxResult: maxPayloadBytes });
  const slow = new Map<string, { times: number; until: number }>();

  return {
    apply(source: string, input: string): { text: string } | { failure: string } {
      const known = slow.get(source);
      if (known !== undefined && known.times >= PATIENCE && now() < known.until) {
        return { failure: `It took longer than ${TIMEOUT_MS} ms again and again` };
      }
      const result = realm.evaluate(source, input);
      const isTimeout = 'failure' in result && result.isTimeout;
      if (!isTimeout) slow.delete(source);
      else slow.set(source, { times: (known?.times ?? 0) + 1, until: now() + PAUSE_MS });
      return result;
    },

    problemOf: realm.problemOf,
  };
}

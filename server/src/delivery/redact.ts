import type { Exchange } from '../domain/outcome';

export const REDACTED = '[secret]';

/** Shorter values would be found in answers that do not echo them. */
const MIN_LENGTH = 4;

/**
 * An exchange without the header values that are secret. Attempts are kept and shown, and some receivers
 * (echo services, error pages of frameworks in debug mode) answer with the request they got.
 */
export function redact(exchange: Exchange, confidential: readonly string[]): Exchange {
  const hidden = confidential.filter((value) => value.length >= MIN_LENGTH);
  if (hidden.length === 0) return exchange;
  // An echo in JSON has quotes and backslashes escaped. The longest first: one may be part of another.
  const texts = [
    ...new Set(hidden.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])),
  ];
  texts.sort((one, other) => other.length - one.length);
  const without = (text: string) =>
    texts.reduce((left, value) => withoutBeginning(left.replaceAll(value, REDACTED), value), text);

  if (exchange.kind === 'failure') return { ...exchange, message: without(exchange.message) };
  const headers = Object.entries(exchange.headers).map(([name, value]) => [name, without(value)]);
  return { ...exchange, headers: Object.fromEntries(headers), body: without(exchange.body) };
}

/** Answers and messages are cut where they are too long to be kept, perhaps within a secret. */
function withoutBeginning(text: string, value: string): string {
  for (let length = Math.min(value.length - 1, text.length); length >= MIN_LENGTH; length -= 1) {
    if (text.endsWith(value.slice(0, length))) return text.slice(0, -length) + REDACTED;
  }
  return text;
}

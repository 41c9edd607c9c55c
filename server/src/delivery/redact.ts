import type { Exchange } from '../domain/outcome';
import { CUT } from './failure';

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
    texts.reduce((left, value) => left.replaceAll(value, REDACTED), text);
  // The end may be the beginning of one.
  const withoutCut = (text: string) => texts.reduce(withoutBeginning, without(text));

  if (exchange.kind === 'failure') {
    const { message } = exchange;
    const isCut = message.endsWith(CUT);
    const told = isCut ? withoutCut(message.slice(0, -CUT.length)) + CUT : without(message);
    return { ...exchange, message: told };
  }
  const headers = Object.entries(exchange.headers).map(([name, value]) => [name, without(value)]);
  return {
    ...exchange,
    headers: Object.fromEntries(headers),
    body: (exchange.isCut ? withoutCut : without)(exchange.body),
  };
}

/** A text that was cut, without what it ends with of a secret. */
function withoutBeginning(text: string, value: string): string {
  for (let length = Math.min(value.length - 1, text.length); length >= MIN_LENGTH; length -= 1) {
    if (text.endsWith(value.slice(0, length))) return text.slice(0, -length) + REDACTED;
  }
  return text;
}

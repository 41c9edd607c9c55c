import type { Json, JsonObject } from '../../../contracts/domain';

/**
 * A body as `application/x-www-form-urlencoded`, in the bracket notation that PHP, Rails and `qs` read
 * back as what it was: `entry[title]=x&entry[tags][0]=a`.
 *
 * A form knows text only. As PHP's own `http_build_query` does, true and false are `1` and `0` (the text
 * `false` would be true there) and what is empty (`[]`, `{}`) is left out. Null is an empty text, where
 * PHP would leave it out: a receiver is to see that a field was emptied.
 *
 * `URLSearchParams` does the encoding, not `qs`: that one swallows the character after a lone surrogate.
 */
export function renderForm(body: JsonObject): string {
  const pairs: [name: string, text: string][] = [];
  for (const [name, value] of Object.entries(body)) append(pairs, name, value);
  return new URLSearchParams(pairs).toString();
}

function append(pairs: [string, string][], name: string, value: Json): void {
  if (typeof value !== 'object' || value === null) {
    pairs.push([name, toText(value)]);
    return;
  }
  for (const [key, part] of Object.entries(value)) append(pairs, `${name}[${key}]`, part);
}

function toText(value: null | boolean | number | string): string {
  if (value === null) return '';
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

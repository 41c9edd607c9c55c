import { sentRows } from './input';
import type { FormValues } from './values';

/** What is wrong, by the path of a field: `name`, `headers.1.value`. */
export type FieldErrors = Record<string, string>;

interface Issue {
  path: string[];
  message: string;
}

export interface ReadErrors {
  fields: FieldErrors;
  /** What is about no field of the form. */
  others: string[];
}

/** Fields whose errors are told as a whole, wherever inside it they are. */
const WHOLE = new Set(['events', 'contentTypes', 'locales', 'signatureSchemes']);
/** Fields that are written as one text: what is wrong inside is told with the way there. */
const WRITTEN = new Set(['condition', 'fields', 'populate', 'transform']);

/** Which fields a refusal of the server is about. */
export function readServerErrors(error: unknown, values: FormValues): ReadErrors {
  const fields: FieldErrors = {};
  const others: string[] = [];
  for (const { path, message } of issuesOf(error)) {
    const [field, text] = placeOf(path, message, values);
    if (field === null) others.push(text);
    else fields[field] ??= text;
  }
  return { fields, others };
}

function placeOf(path: string[], message: string, values: FormValues): [string | null, string] {
  const [head = '', ...rest] = path;
  if (head === 'secret' || head === 'generateSecret') return ['ownSecret', message];
  if (head === 'headers') return [headerPath(rest, values), message];
  if (WHOLE.has(head)) return [head, message];
  if (WRITTEN.has(head)) return [head, [rest.join('.'), message].filter(Boolean).join(': ')];
  // A transform that fails on the very event says so by its reason.
  if (head.startsWith('transform')) return ['transform', message];
  if (head in values && rest.length === 0) return [head, message];
  return [null, path.length === 0 ? message : `${path.join('.')}: ${message}`];
}

/** Empty rows are not sent: the second header that was may be the third row. */
function headerPath([index, part = 'name']: string[], { headers }: FormValues): string {
  const row = sentRows(headers)[Number(index)];
  return row === undefined ? 'headers' : `headers.${headers.indexOf(row)}.${part}`;
}

/** What the server says of one thing that it was given; undefined where it says nothing of it. */
export function saidOf(name: string, error: unknown): string | undefined {
  return issuesOf(error).find(({ path }) => path[0] === name)?.message;
}

function issuesOf(error: unknown): Issue[] {
  const details = get(error, 'details');
  const errors = get(details, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((issue) => {
    const [path, message] = [get(issue, 'path'), get(issue, 'message')];
    if (!Array.isArray(path) || typeof message !== 'string') return [];
    return [{ path: path.map(String), message }];
  });
}

function get(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

import type { WebhookHeaderInput } from '../../../../../contracts/domain';
import type { WebhookInput } from '../../../../../contracts/webhooks';
import type { TextKey } from '../../../hooks/useText';
import { isEntryPattern } from '../events/patterns';
import { readNames, readObject, readPopulate, type Read } from './texts';
import type { FormValues, HeaderRow } from './values';

/** What the server takes; `verify` is asked of it and not kept. */
export type SavedInput = WebhookInput & { verify?: boolean };

/** What is wrong with a field before the server is asked. */
export interface Problem {
  field: string;
  text: TextKey;
  /** What the parser said. */
  detail?: string;
}

export interface ReadForm {
  /** Without what has a problem. */
  input: SavedInput;
  problems: Problem[];
}

/** What the form says, as the server takes it. Only what the server could not be asked is judged here. */
export function readForm(values: FormValues): ReadForm {
  const problems: Problem[] = [];
  const read = <T>(field: string, text: TextKey, result: Read<T>): { [name: string]: T } => {
    if ('value' in result) return { [field]: result.value };
    problems.push({ field, text, detail: result.problem });
    return {};
  };
  const lacking = (field: string, text: TextKey) => problems.push({ field, text });

  if (values.name.trim() === '') lacking('name', 'edit.problem.name');
  if (!isHttpUrl(values.url)) lacking('url', 'edit.problem.url');
  if (values.events.length === 0) lacking('events', 'edit.problem.events');
  const { contentTypes } = values;
  const isTypeLacking = !values.isEveryType && contentTypes.length === 0;
  // Where only media is asked for, no content type is needed; saved, it means all of them.
  if (isTypeLacking && values.events.some(isEntryPattern)) {
    lacking('contentTypes', 'edit.problem.content-types');
  }
  if (values.signatureSchemes.length === 0) {
    lacking('signatureSchemes', 'edit.problem.signature-schemes');
  }

  const input: SavedInput = {
    ...{ name: values.name.trim(), description: values.description, url: values.url.trim() },
    ...{ enabled: values.enabled, method: values.method, contentType: values.contentType },
    ...{ events: values.events, locales: values.locales },
    contentTypes: values.isEveryType ? [] : contentTypes,
    signatureSchemes: values.signatureSchemes,
    headers: sentRows(values.headers).map(headerOf),
    ...{ format: values.format, ordering: values.ordering },
    ...{ includePrevious: values.includePrevious, includeActor: values.includeActor },
    ...read('fields', 'edit.problem.names', readNames(values.fields)),
    ...read('populate', 'edit.problem.names', readPopulate(values.populate)),
    ...read('condition', 'edit.problem.json', readObject(values.condition)),
    transform: values.transform.trim() === '' ? null : values.transform,
    ...{ maxAttempts: values.maxAttempts, timeoutMs: values.timeoutMs },
    ...{ rateLimitPerSecond: values.rateLimitPerSecond, concurrency: values.concurrency },
    coalesceMs: values.coalesceMs,
    ...(values.verify ? { verify: true } : {}),
    ...secretOf(values),
  };
  const refused = new Set(problems.map(({ field }) => field));
  const asked = Object.entries(input).filter(([field]) => !refused.has(field));
  return { input: Object.fromEntries(asked), problems };
}

/** Rows in which something is written: an error about the second header is about the second of these. */
export function sentRows(rows: readonly HeaderRow[]): HeaderRow[] {
  return rows.filter(({ name, value }) => name.trim() !== '' || value !== '');
}

/** Whether the stored value stays as it is. */
export function keepsValue({ name, value, secret, storedAs }: HeaderRow): boolean {
  return secret && value === '' && storedAs?.toLowerCase() === name.trim().toLowerCase();
}

function headerOf(row: HeaderRow): WebhookHeaderInput {
  return {
    name: row.name.trim(),
    ...(keepsValue(row) ? {} : { value: row.value }),
    ...(row.secret ? { secret: true } : {}),
  };
}

function secretOf({ secretMode, ownSecret }: FormValues): SavedInput {
  if (secretMode === 'generate') return { generateSecret: true };
  return secretMode === 'own' ? { secret: ownSecret } : {};
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text.trim()) && /^https?:$/.test(new URL(text.trim()).protocol);
}

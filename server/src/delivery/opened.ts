import { withEnv } from '../domain/env-references';
import { signingSecrets } from '../signing/rotation';
import type { StoredHeader, StoredWebhook } from '../stores/webhook-store';

/** What is secret of a webhook, in plain, for the one request it is needed in. */
export interface Opened {
  /** What signs now, the newest first; empty where the webhook has no secret. */
  secrets: string[];
  /** The webhook's own headers as they are sent. */
  headers: { name: string; value: string }[];
  /** Header values that a receiver may echo, and that must not be kept with its answer. */
  confidential: string[];
}

type Sealed = Pick<StoredWebhook, 'sealedSecret' | 'previousSecrets' | 'headers'>;

/** A variable of the environment that a header may hold; undefined where it is not set or not listed. */
export type ReadVariable = (name: string) => string | undefined;

/** A header refers to a variable of the environment that has no value a header could have. */
export class VariableError extends Error {}

/** What no header may have: it would end it early. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * @param open throws when no key of the site opens the text.
 * @throws Error naming what cannot be opened, and what to do about it; VariableError.
 */
export function openFor(
  webhook: Sealed,
  open: (sealed: string) => string,
  at: number,
  readVariable: ReadVariable
): Opened {
  const secrets = signingSecrets(webhook, at).map(open);
  const confidential: string[] = [];
  const headers = webhook.headers.map((header) => {
    const { name, value } = openHeader(header, open);
    const { text, values } = withEnv(value, (variable) => valueOf(variable, name, readVariable));
    // A receiver may echo the whole header, or the value alone.
    if (header.sealed !== undefined || values.length > 0) confidential.push(text, ...values);
    return { name, value: text };
  });
  return { secrets, headers, confidential };
}

function valueOf(variable: string, header: string, read: ReadVariable): string {
  const value = read(variable);
  if (value !== undefined && value !== '' && !UNSENDABLE.test(value)) return value;
  const why = value === undefined || value === '' ? 'is not set' : 'holds what no header may have';
  throw new VariableError(
    `Header '${header}' needs the environment variable ${variable}, which ${why}, or is not listed in envInHeaders`
  );
}

function openHeader(header: StoredHeader, open: (sealed: string) => string) {
  const { name } = header;
  if (header.sealed === undefined) return { name, value: header.value };
  try {
    return { name, value: open(header.sealed) };
  } catch (cause) {
    throw new Error(`The value of header '${name}' cannot be read`, { cause });
  }
}

import type { Webhook } from '../../../../../contracts/domain';
import type { WebhookDraftInput } from '../../../../../contracts/test-send';
import { readForm, type SavedInput } from './input';
import { NEW_VALUES, valuesOf, type FormValues } from './values';

const NEEDED = ['name', 'url', 'events'];

/** What is to be sent: of a stored webhook only what was changed, of a new one what is not the default. */
export function changesOf(values: FormValues, stored: Webhook | null): SavedInput {
  const { input } = readForm(values);
  const before = readForm(stored === null ? NEW_BASE : valuesOf(stored)).input;
  const changed = Object.entries(input).filter(
    ([field, value]) =>
      (stored === null && NEEDED.includes(field)) ||
      JSON.stringify(value) !== JSON.stringify(before[field as keyof SavedInput])
  );
  return Object.fromEntries(changed);
}

/** That nothing is said of a secret is what has to be said otherwise. */
const NEW_BASE: FormValues = { ...NEW_VALUES, secretMode: 'none' };

/** Stands for what makes no difference to what is sent: it need not be asked about again while it is typed. */
const UNNAMED = 'New webhook';

/** What is on the form as a webhook that is not saved; null where there is too little of one to send. */
export function draftOf(values: FormValues, stored: Webhook | null): WebhookDraftInput | null {
  const {
    verify: _verify,
    name: _name,
    description: _description,
    ...told
  } = changesOf(values, stored);
  if (stored !== null) return { id: stored.id, ...told };
  if (told.url === undefined || told.events === undefined) return null;
  return { name: UNNAMED, ...told };
}

/** The same of what decides which events it hears of: its URL and its secrets have no part in that. */
export function matchDraftOf(values: FormValues, stored: Webhook | null): WebhookDraftInput | null {
  const { events, contentTypes, locales, condition } = changesOf(values, stored);
  const asked = defined({ events, contentTypes, locales, condition });
  if (stored !== null) return { id: stored.id, ...asked };
  if (events === undefined) return null;
  return { name: UNNAMED, url: 'https://example.com', ...asked };
}

function defined<T extends object>(fields: T): Partial<T> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<T>;
}

import { EVENT_TYPES, type EventPattern, type EventType } from '../../../../../contracts/domain';
import type { EventTypeInfo } from '../../../../../contracts/events';
import type { TestSendOptions } from '../../../../../contracts/test-send';
import { expand, isEntryPattern } from '../events/patterns';
import type { FormValues } from '../form/values';

/** What a preview and a test tell of; an empty text leaves it to the server. */
export interface Subject {
  event: EventType | '';
  uid: string;
  documentId: string;
}

export const NO_SUBJECT: Subject = { event: '', uid: '', documentId: '' };

/** Events that the webhook asks for, the site's own after those that every site has. */
export function possibleEvents(events: readonly EventPattern[]): EventType[] {
  const asked = new Set(expand(events));
  const builtIn = EVENT_TYPES.filter((type) => asked.delete(type));
  return [...builtIn, ...asked];
}

/** Content types of which the event can be, of those the webhook asks for. */
export function possibleTypes(
  { event }: Subject,
  values: Pick<FormValues, 'events' | 'isEveryType' | 'contentTypes'>,
  catalogue: readonly EventTypeInfo[]
): string[] {
  // Left to the server it is the first that is asked for.
  const type = event === '' ? expand(values.events)[0] : event;
  if (type === undefined || !isEntryPattern(type)) return [];
  const uids = catalogue.find((info) => info.type === type)?.contentTypes ?? [];
  return uids.filter((uid) => values.isEveryType || values.contentTypes.includes(uid));
}

/** What of it still fits what the form says. */
export function optionsOf(
  subject: Subject,
  values: FormValues,
  catalogue: readonly EventTypeInfo[]
): TestSendOptions {
  const { event, uid, documentId } = subject;
  const fits = event !== '' && possibleEvents(values.events).includes(event);
  const types = possibleTypes(fits ? subject : NO_SUBJECT, values, catalogue);
  return {
    ...(fits ? { event } : {}),
    ...(types.includes(uid) ? { uid } : {}),
    ...(documentId.trim() === '' ? {} : { documentId: documentId.trim() }),
  };
}

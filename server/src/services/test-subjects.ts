import { z } from 'zod';
import {
  ENTRY_EVENT_TYPES,
  EVENT_TYPES,
  type CustomEventType,
  type EventType,
} from '../../../contracts/domain';
import { FILE_UID, WEBHOOK_UID } from '../constants';
import { expandPattern, familyOf } from '../domain/event-catalogue';
import type { StoredWebhook } from '../stores/webhook-store';
import { notAnEvent, parse, refusal } from './webhook-input';

/** What a test is to tell of. */
export interface TestSubjectQuery {
  type: EventType;
  uid: string;
  documentId: string | undefined;
}

/** A content type whose entries are announced. */
export interface AnnouncedType {
  uid: string;
  /** Draft & publish. */
  hasVersions: boolean;
}

export interface TestSubjectsDeps {
  /** Content types whose entries are announced, those of the site first. */
  announcedTypes(): readonly AnnouncedType[];
  canBeAnnounced(uid: string): boolean | undefined;
  /** Whether an event type is one of the site's own, or of a feature of it. */
  isCustomType(type: string): type is CustomEventType;
}

export const testSendOptions = z.strictObject({
  event: z.string().min(1).max(100).optional() as z.ZodOptional<z.ZodType<EventType>>,
  uid: z.string().max(255).optional(),
  documentId: z.string().min(1).max(255).optional(),
});

/** Events there are only with draft & publish. */
const OF_VERSIONS: readonly EventType[] = [
  'entry.publish',
  'entry.unpublish',
  'entry.draft-discard',
];

/** Event, content type and document of a test; what is left out is what the webhook asks for first. */
export function createTestSubjects(deps: TestSubjectsDeps) {
  const { announcedTypes, canBeAnnounced } = deps;
  const defaultEvent = (webhook: StoredWebhook): EventType =>
    webhook.events.flatMap((pattern) => expandPattern(pattern))[0] ?? ENTRY_EVENT_TYPES[0];

  const uidOfEntry = (type: EventType, webhook: StoredWebhook, given: string | undefined) => {
    if (given !== undefined) {
      const possible = canBeAnnounced(given);
      if (possible === undefined) throw refusal(['uid'], `'${given}' is no content type`);
      if (!possible) throw refusal(['uid'], `'${given}' is never announced`);
    }
    const needsVersions = OF_VERSIONS.includes(type);
    const happensTo = ({ hasVersions }: AnnouncedType) => hasVersions || !needsVersions;
    const types = announcedTypes().filter(happensTo);
    const wanted = given === undefined ? webhook.contentTypes : [given];
    const [first] = wanted.length === 0 ? types : types.filter(({ uid }) => wanted.includes(uid));
    if (first !== undefined) return first.uid;
    const which = wanted.length === 0 ? 'no content type' : `none of ${wanted.join(', ')}`;
    throw refusal(['uid'], `${type} needs draft & publish, and ${which} has it`);
  };

  const uidOf = (type: EventType, webhook: StoredWebhook, given: string | undefined): string => {
    const family = familyOf(type);
    if (family === 'entry') return uidOfEntry(type, webhook, given);
    if (family === 'custom') return given ?? '';
    const uid = family === 'media' ? FILE_UID : WEBHOOK_UID;
    if (given === undefined || given === uid) return uid;
    throw refusal(['uid'], `${type} is about '${uid}'`);
  };

  const known = (given: EventType): EventType => {
    const isBuiltIn = EVENT_TYPES.some((type) => type === given);
    if (isBuiltIn || deps.isCustomType(given)) return given;
    throw refusal(['event'], notAnEvent(given));
  };

  /** @throws ValidationError naming what is wrong with which field. */
  return (webhook: StoredWebhook, given: unknown): TestSubjectQuery => {
    const { event, uid, documentId } = parse(testSendOptions, given);
    const type = event === undefined ? defaultEvent(webhook) : known(event);
    return { type, uid: uidOf(type, webhook, uid), documentId };
  };
}

export type TestSubjects = ReturnType<typeof createTestSubjects>;

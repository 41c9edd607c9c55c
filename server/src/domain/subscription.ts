import type { EventPattern, EventType } from '../../../contracts/domain';
import { FILE_UID } from '../constants';
import { expandPattern, familyOf } from './event-catalogue';

/** The part of a webhook that says what it wants. */
export interface Subscription {
  enabled: boolean;
  events: readonly EventPattern[];
  contentTypes: readonly string[];
  locales: readonly string[];
}

/** The part of an event that a subscription looks at. */
export interface EventSubject {
  type: EventType;
  uid: string;
  locale: string | null;
}

/**
 * Whether a webhook wants an event.
 *
 * `contentTypes` limits entries only: anything else is asked for by its event. `locales` limits localized
 * entries only: what has no locale belongs to every one.
 */
export function wants(webhook: Subscription, event: EventSubject): boolean {
  return (
    webhook.enabled &&
    webhook.events.some((pattern) => expandPattern(pattern).includes(event.type)) &&
    (familyOf(event.type) !== 'entry' ||
      webhook.contentTypes.length === 0 ||
      webhook.contentTypes.includes(event.uid)) &&
    (event.locale === null ||
      webhook.locales.length === 0 ||
      webhook.locales.includes(event.locale))
  );
}

/** The event types of one content type that any of the webhooks could want, whatever the locale. */
export function wantedTypes(webhooks: readonly Subscription[], uid: string): Set<EventType> {
  const family = uid === FILE_UID ? 'media' : 'entry';
  const types = new Set<EventType>();
  for (const webhook of webhooks) {
    for (const type of webhook.events.flatMap((pattern) => expandPattern(pattern))) {
      if (familyOf(type) === family && wants(webhook, { type, uid, locale: null })) types.add(type);
    }
  }
  return types;
}

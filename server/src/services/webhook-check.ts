import type { EventPattern } from '../../../contracts/domain';
import { isCustomFamily } from '../domain/event-catalogue';
import { createContentTypeCheck } from './content-type-check';
import type { Shaped, ShapedChange, Shaping } from './shaping';
import { notAnEvent, refusal } from './webhook-input';

export interface WebhookCheckDeps {
  /** Whether entries of a content type can be announced; undefined when there is no such type. */
  canBeAnnounced(uid: string): boolean | undefined;
  /** Whether an event type is one of the site's own, or of a feature of it. */
  isEventType(type: string): boolean;
  shaping: Shaping;
}

/** Whether there is what a webhook asks for on this site. */
export function createWebhookCheck({ canBeAnnounced, isEventType, shaping }: WebhookCheckDeps) {
  const checkContentTypes = createContentTypeCheck(canBeAnnounced);

  const checkEvents = (events: readonly EventPattern[]): void => {
    const unknown = events.find((event) => isCustomFamily(event) && !isEventType(event));
    if (unknown !== undefined) throw refusal(['events'], notAnEvent(unknown));
  };

  /**
   * @param given what is to be changed: what is not is not checked again.
   * @param webhook what it will be.
   * @throws ValidationError naming what is wrong with which field.
   */
  return (given: ShapedChange, webhook: Shaped): void => {
    checkContentTypes(given.contentTypes ?? []);
    checkEvents(given.events ?? []);
    shaping.check(given, webhook);
  };
}

export type WebhookCheck = ReturnType<typeof createWebhookCheck>;

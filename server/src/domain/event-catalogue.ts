import {
  ENTRY_EVENT_TYPES,
  EVENT_WILDCARDS,
  MEDIA_EVENT_TYPES,
  WEBHOOK_EVENT_TYPES,
  type CustomEventType,
  type EventPattern,
  type EventType,
} from '../../../contracts/domain';

/** What may stand in a webhook's `events`. */
export const EVENT_PATTERNS: readonly EventPattern[] = [
  ...ENTRY_EVENT_TYPES,
  ...MEDIA_EVENT_TYPES,
  ...WEBHOOK_EVENT_TYPES,
  ...EVENT_WILDCARDS,
];

const FAMILIES = { 'entry.*': ENTRY_EVENT_TYPES, 'media.*': MEDIA_EVENT_TYPES } as const;

/** What an event is about, which its type begins with; `custom` is everything a site defines itself. */
export const EVENT_FAMILIES = ['entry', 'media', 'webhook', 'custom'] as const;
export type EventFamily = (typeof EVENT_FAMILIES)[number];

export function familyOf(type: EventType): EventFamily {
  const begin = type.slice(0, type.indexOf('.'));
  return EVENT_FAMILIES.find((family) => family === begin) ?? 'custom';
}

const CUSTOM_NAME = /^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$/;
export const CUSTOM_NAME_RULE =
  "two or more words of small letters, digits and hyphens, such as 'order.paid', at most 100 characters, " +
  `and not begin with ${EVENT_FAMILIES.map((family) => `'${family}.'`).join(', ')}`;

/** Whether a site may call an event type of its own so. */
export function isCustomType(name: string): name is CustomEventType {
  return CUSTOM_NAME.test(name) && isCustomFamily(name);
}

const OTHER_NAME = /^[A-Za-z][\w-]*(\.[\w-]+)+$/;

/** Whether a type may be one that a site or a feature of it defines: none of the plugin's own families. */
export function isCustomFamily(name: string): name is CustomEventType {
  const family = EVENT_FAMILIES.find((known) => name.startsWith(`${known}.`));
  return OTHER_NAME.test(name) && name.length <= 100 && family === undefined;
}

/** The event types a pattern stands for. */
export function expandPattern(pattern: EventPattern): readonly EventType[] {
  return pattern === 'entry.*' || pattern === 'media.*' ? FAMILIES[pattern] : [pattern];
}

/**
 * Types of Strapi itself that are never announced, by any path: users and roles of the site and of
 * the admin panel, and what Strapi and this plugin keep for themselves. Types of other plugins are
 * content like any other.
 *
 * Media is not here: `plugin::upload.file` has events of its own.
 */
const NEVER_ANNOUNCED = [
  'admin::',
  'strapi::',
  'plugin::users-permissions.',
  'plugin::i18n.',
  'plugin::content-manager.',
  'plugin::content-type-builder.',
  'plugin::content-releases.',
  'plugin::review-workflows.',
  'plugin::upload.',
  'plugin::email.',
  'plugin::lifecycle-webhooks.',
];

/** Whether entries of a content type can be announced as `entry.*`. */
export function isAnnouncedType(uid: string, excluded: readonly string[]): boolean {
  return !NEVER_ANNOUNCED.some((prefix) => uid.startsWith(prefix)) && !excluded.includes(uid);
}

/** Types whose entries appear in a payload by `id` and `documentId` alone: the people of the site. */
export function isUserType(uid: string): boolean {
  return uid.startsWith('admin::') || uid.startsWith('plugin::users-permissions.');
}

import {
  ENTRY_EVENT_TYPES,
  EVENT_WILDCARDS,
  MEDIA_EVENT_TYPES,
  type EventPattern,
  type EventType,
} from '../../../../../contracts/domain';

type Wildcard = (typeof EVENT_WILDCARDS)[number];

const MEMBERS: Record<Wildcard, readonly EventType[]> = {
  'entry.*': ENTRY_EVENT_TYPES,
  'media.*': MEDIA_EVENT_TYPES,
};

export function isEntryPattern(pattern: string): boolean {
  return pattern.startsWith('entry.');
}

/** The event types that are asked for. */
export function expand(events: readonly EventPattern[]): EventType[] {
  return events.flatMap((pattern) => (isWildcard(pattern) ? [...MEMBERS[pattern]] : [pattern]));
}

/** Whether a type is asked for, by its name or by its family. */
export function hears(events: readonly EventPattern[], type: EventType): boolean {
  return expand(events).includes(type);
}

/**
 * One pattern more, or less. A wildcard takes the place of its members; without one of them, the others
 * take its place.
 */
export function toggled(events: readonly EventPattern[], pattern: EventPattern): EventPattern[] {
  if (isWildcard(pattern)) {
    const others = events.filter((one) => one !== pattern && !isMember(one, pattern));
    return events.includes(pattern) ? others : [...others, pattern];
  }
  if (!hears(events, pattern)) return [...events, pattern];
  const explicit = events.flatMap((one) =>
    isWildcard(one) && isMember(pattern, one) ? [...MEMBERS[one]] : [one]
  );
  return explicit.filter((one) => one !== pattern);
}

function isWildcard(pattern: EventPattern): pattern is Wildcard {
  return EVENT_WILDCARDS.some((wildcard) => wildcard === pattern);
}

function isMember(pattern: EventPattern, wildcard: Wildcard): boolean {
  return MEMBERS[wildcard].some((type) => type === pattern);
}

import type { DomainEvent, JsonObject } from '../../../contracts/domain';

/** An event but for its snapshot. */
export type EventFields = Omit<DomainEvent, 'snapshot'>;

interface Kept {
  fields: EventFields;
  text: string | null;
}

/** Not enumerable: a copy of an event with another snapshot must not bring the text of this one. */
const KEPT = Symbol('kept');

/**
 * An event that was read from where it is kept. Its snapshot is parsed when somebody looks into it: most
 * webhooks are told the text as it is.
 */
export function keptEvent(fields: EventFields, text: string | null): DomainEvent {
  let parsed: JsonObject | null | undefined;
  const event: DomainEvent = {
    ...fields,
    get snapshot() {
      parsed ??= text === null ? null : (JSON.parse(text) as JsonObject);
      return parsed;
    },
  };
  return Object.defineProperty(event, KEPT, { value: { fields, text } satisfies Kept });
}

/** What an event that was read was made of; undefined for any other, and for copies. */
export function keptOf(event: DomainEvent): Kept | undefined {
  return (event as { [KEPT]?: Kept })[KEPT];
}

/** The snapshot as JSON: of an event that was read, as it was. */
export function snapshotText(event: DomainEvent): string | null {
  const kept = keptOf(event);
  if (kept !== undefined) return kept.text;
  return event.snapshot === null ? null : JSON.stringify(event.snapshot);
}

import { errors } from '@strapi/utils';
import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import type { DomainEvent, JsonObject } from '../../../contracts/domain';
import type { EmitOptions } from '../../../contracts/events';
import type { NewId } from '../lib/ids';
import type { OutboxStore } from '../stores/outbox-store';
import type { WebhookCache } from '../stores/webhook-cache';
import type { CustomEventTypes } from './custom-event-types';
import { parse } from './webhook-input';

export interface EmitDeps {
  /** Whose transactions join the caller's. */
  db: Pick<Core.Strapi['db'], 'transaction'>;
  outbox: Pick<OutboxStore, 'append'>;
  webhooks: Pick<WebhookCache, 'isLoaded' | 'load' | 'wanting'>;
  types: Pick<CustomEventTypes, 'find'>;
  newId: NewId;
  now(): number;
  /** Runs the work as part of the trace that is under way; it is given what is to be kept of that. */
  traced<T>(uid: string, work: (traceparent: string | null) => Promise<T>): Promise<T>;
  /** An event was committed. */
  committed(events: readonly DomainEvent[]): void;
}

const emitOptions = z.strictObject({
  uid: z.string().min(1).max(255).optional(),
  documentId: z.string().min(1).max(255).optional(),
});

/** Announces an event of the site's own, in the caller's transaction: rolled back, it never was. */
export function createEmit(deps: EmitDeps) {
  const { webhooks, outbox, newId, now } = deps;

  /**
   * @param data what receivers get as `data`; it is sent as it is given, whatever is private in it.
   * @returns the event's id, or null where no webhook asks for the type.
   * @throws ValidationError for a type nobody has registered, and for data that does not fit its schema.
   */
  return async function emit(
    type: string,
    data: object,
    options: EmitOptions = {}
  ): Promise<{ id: string } | null> {
    const registered = deps.types.find(type);
    if (registered === undefined) {
      throw new errors.ValidationError(
        `'${type}' is no event type of this site. Register it first: events.register('${type}', { schema }).`
      );
    }
    const about = parse(emitOptions, options);
    const snapshot = toJson(type, data);
    registered.check(snapshot);

    const event: DomainEvent = {
      id: newId('evt'),
      type: registered.type,
      uid: about.uid ?? '',
      model: '',
      documentId: about.documentId ?? null,
      locale: null,
      snapshot,
      changes: null,
      previous: null,
      createdAt: new Date(now()).toISOString(),
    };
    if (!webhooks.isLoaded()) await webhooks.load();
    if (webhooks.wanting(event).length === 0) return null;
    await deps.traced(event.uid, (traceparent) =>
      deps.db.transaction(async ({ trx, onCommit }) => {
        await outbox.append([event], trx, traceparent);
        onCommit(() => deps.committed([event]));
      })
    );
    return { id: event.id };
  };
}

/** What JSON makes of the data: the same now and when it is read back. */
function toJson(type: string, data: unknown): JsonObject {
  let text: string | undefined;
  try {
    text = JSON.stringify(data);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new errors.ValidationError(`${type}: data: ${why}`);
  }
  if (text === undefined || !text.startsWith('{')) {
    throw new errors.ValidationError(`${type}: data must be an object`);
  }
  return JSON.parse(text) as JsonObject;
}

export type Emit = ReturnType<typeof createEmit>;

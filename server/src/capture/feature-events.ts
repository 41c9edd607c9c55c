import type { Core } from '@strapi/strapi';
import { EVENT_TYPES } from '../../../contracts/domain';
import { isCustomFamily } from '../domain/event-catalogue';
import { withoutPeople } from '../domain/without-people';
import { describeError, type Logger } from '../lib/logger';

export interface FeatureEventsDeps {
  strapi: Core.Strapi;
  log: Logger;
}

/** Announces an event of a type that is known. */
type Emit = (
  type: string,
  data: object,
  about: { uid?: string; documentId?: string }
) => Promise<unknown>;

/** What Strapi's own webhooks can be told of; features and plugins add to it while they start. */
interface WebhookStore {
  allowedEvents: Map<string, string>;
}

/**
 * Events of other features: releases, review workflows, plugins that tell Strapi's own webhooks of more
 * than content. They come by Strapi's event hub, which nothing of them survives: one that is told inside a
 * transaction is announced after its commit, and what a crash cuts off just then is lost.
 *
 * They are heard where they are told, not as a subscriber: those are told one after the other, and by the time
 * a slow one lets the next hear of it, the transaction may have been rolled back.
 */
export function createFeatureEvents({ strapi, log }: FeatureEventsDeps) {
  const types = (): string[] => {
    const { allowedEvents } = strapi.get('webhookStore') as unknown as WebhookStore;
    const known: readonly string[] = EVENT_TYPES;
    return [...allowedEvents.values()].filter(
      (type) => !known.includes(type) && isCustomFamily(type)
    );
  };

  const announce = async (emit: Emit, type: string, payload: object): Promise<void> => {
    const data = copyOf(withoutPeople(payload));
    const record = () => emit(type, data, aboutOf(data));
    if (!strapi.db.inTransaction()) return void (await record());
    await strapi.db.transaction(({ onCommit }) =>
      onCommit(() => void record().catch((error: unknown) => failed(type, error)))
    );
  };

  const failed = (type: string, error: unknown): void =>
    log.error(`An event '${type}' of Strapi could not be recorded: ${describeError(error)}`);

  /** Whoever tells of an event need not wait for it, and is not to hear of what goes wrong here. */
  const hear = (emit: Emit, type: unknown, payload: unknown): void => {
    if (typeof type !== 'string' || typeof payload !== 'object' || payload === null) return;
    if (!types().includes(type)) return;
    announce(emit, type, payload).catch((error: unknown) => failed(type, error));
  };

  let restore: (() => void) | undefined;
  return {
    /** The event types that are not the plugin's own. */
    types,
    start(emit: Emit): void {
      const { eventHub } = strapi;
      const { emit: tell } = eventHub;
      const telling: typeof tell = (type, ...payload) => {
        hear(emit, type, payload[0]);
        return tell(type, ...payload);
      };
      eventHub.emit = telling;
      restore = () => {
        // Somebody may have wrapped it since; then it stays, and hears of nothing that is told here.
        if (eventHub.emit === telling) eventHub.emit = tell;
      };
    },
    stop: (): void => restore?.(),
  };
}

/** What was told, as it was then: whoever told it may go on writing to it. */
function copyOf(payload: object): object {
  return JSON.parse(JSON.stringify(payload)) as object;
}

/** The entry, where the event is about one: `{ uid, entity: { documentId } }`. */
function aboutOf(payload: object): { uid?: string; documentId?: string } {
  const { uid, entity } = payload as { uid?: unknown; entity?: { documentId?: unknown } | null };
  const documentId = entity?.documentId;
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof documentId === 'string' ? { documentId } : {}),
  };
}

import { errors } from '@strapi/utils';
import { z } from 'zod';
import type { EventPattern } from '../../../contracts/domain';
import type { ImportOptions, StrapiImport } from '../../../contracts/webhooks';
import { EVENT_PATTERNS } from '../domain/event-catalogue';
import { isReservedHeader } from '../domain/reserved-headers';
import { describeError } from '../lib/logger';
import type { WebhookStore } from '../stores/webhook-store';
import { parse, type WebhookCreation } from './webhook-input';

/** One of Strapi's own webhooks. */
export interface OriginalWebhook {
  id: string;
  name: string;
  url: string;
  headers: Record<string, unknown> | null;
  events: readonly string[] | null;
  isEnabled: boolean;
}

export interface StrapiImportDeps {
  originals: {
    findAll(): Promise<OriginalWebhook[]>;
    /** Leaves it the given events, and disables it where there are none. */
    leave(original: OriginalWebhook, events: readonly string[]): Promise<void>;
  };
  store: Pick<WebhookStore, 'findByKey' | 'alone'>;
  /** As the service creates one. */
  create(data: WebhookCreation): Promise<{ id: string }>;
  /** Whether an event type is one of the site's own, or of a feature of it. */
  isEventType(type: string): boolean;
  /** Makes what is written known to capture and relay, once the caller's transaction commits. */
  changed(): Promise<void>;
}

export const importOptions = z.strictObject({ disableOriginals: z.boolean() }).partial();

/** The same for one original at every import; it does not make a webhook one of the config. */
export function keyOfOriginal(originalId: string): string {
  return `strapi-webhook-${originalId}`;
}

/** Takes over Strapi's own webhooks. */
export function createStrapiImport(deps: StrapiImportDeps) {
  const { originals, store, create, changed } = deps;

  const isKnown = (event: string): event is EventPattern =>
    EVENT_PATTERNS.some((pattern) => pattern === event) || deps.isEventType(event);

  const importAll = async (disableOriginals: boolean): Promise<StrapiImport> => {
    const result: StrapiImport = { imported: [], skipped: [], disabledOriginals: [] };
    for (const original of await originals.findAll()) {
      const { id: originalId, name } = original;
      const skippedEvents = (original.events ?? []).filter((event) => !isKnown(event));
      const skip = (reason: string) => result.skipped.push({ originalId, name, reason });
      if ((await store.findByKey(keyOfOriginal(originalId))) !== null) {
        skip('already imported');
      } else {
        try {
          const { id } = await create(copyOf(original, (original.events ?? []).filter(isKnown)));
          const skippedHeaders = Object.keys(original.headers ?? {}).filter(isReservedHeader);
          result.imported.push({ id, originalId, name, skippedEvents, skippedHeaders });
        } catch (error) {
          // Strapi takes what no request could be made of; the limit of webhooks is not about one of them.
          if (!isAboutFields(error)) throw error;
          skip(describeError(error));
          continue;
        }
      }
      const isNeeded = original.isEnabled && skippedEvents.length < (original.events ?? []).length;
      if (!disableOriginals || !isNeeded) continue;
      await originals.leave(original, skippedEvents);
      result.disabledOriginals.push(originalId);
    }
    return result;
  };

  /**
   * Copies Strapi's own webhooks, all or none, one import after the other. Header values are kept as secrets, disabled ones come over
   * disabled, and what was imported before is left as it is. With `disableOriginals` an original is
   * disabled; one with events that the plugin does not have goes on with those alone. Other instances
   * of the site take that in when they are started again: Strapi does not tell them.
   * @throws ValidationError when there would be too many webhooks.
   */
  return async (given: ImportOptions = {}): Promise<StrapiImport> => {
    const { disableOriginals = false } = parse(importOptions, given);
    const result = await store.alone(() => importAll(disableOriginals));
    await changed();
    return result;
  };
}

function copyOf(
  { id, name, url, headers, isEnabled }: OriginalWebhook,
  events: EventPattern[]
): WebhookCreation {
  return {
    key: keyOfOriginal(id),
    name,
    description: "Imported from Strapi's own webhooks",
    url,
    events,
    enabled: isEnabled,
    headers: Object.entries(headers ?? {})
      .filter(([header]) => !isReservedHeader(header))
      .map(([header, value]) => ({
        name: header,
        value: String(value ?? ''),
        secret: String(value ?? '') !== '',
      })),
  };
}

function isAboutFields(error: unknown): boolean {
  return error instanceof errors.ValidationError && 'errors' in (error.details as object);
}

export type ImportFromStrapi = ReturnType<typeof createStrapiImport>;

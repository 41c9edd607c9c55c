import { errors } from '@strapi/utils';
import { z } from 'zod';
import type { BackfillOptions } from '../../../contracts/backfills';
import type { Backfill } from '../../../contracts/domain';
import { BACKFILL_ENTRY_STATUSES } from '../../../contracts/domain';
import type { NewId } from '../lib/ids';
import type { BackfillStore, NewBackfill } from '../stores/backfill-store';
import type { StoredWebhook, WebhookStore } from '../stores/webhook-store';
import { createContentTypeCheck } from './content-type-check';
import { parse, refusal } from './webhook-input';

export const backfillOptions = z
  .strictObject({
    contentTypes: z.preprocess(
      (uids) => (typeof uids === 'string' ? [uids] : uids),
      z.array(z.string().max(255)).min(1, 'at least one content type is needed').max(500)
    ),
    status: z.enum(BACKFILL_ENTRY_STATUSES),
    locale: z.string().min(1).max(35).nullable(),
    since: z.union([z.string().max(100), z.number(), z.date()]).nullable(),
  })
  .partial();

export interface BackfillsServiceDeps {
  backfills: BackfillStore;
  store: Pick<WebhookStore, 'findOne'>;
  /** How many entries of a content type there are. */
  countExisting(filter: CountedEntries): Promise<number>;
  /** Every content type there is. */
  contentTypes(): readonly string[];
  canBeAnnounced(uid: string): boolean | undefined;
  newId: NewId;
  now(): number;
  /** A backfill was asked for. */
  backfillAsked(): void;
}

interface CountedEntries extends Pick<NewBackfill, 'entryStatus' | 'since'> {
  uid: string;
  locales: readonly string[];
}

/** Telling one webhook of what is there already: the first fill of a search index or a cache. */
export function createBackfillsService(deps: BackfillsServiceDeps) {
  const { backfills, now } = deps;
  const checkContentTypes = createContentTypeCheck(deps.canBeAnnounced);

  const typesFor = (webhook: StoredWebhook, asked: readonly string[] | undefined): string[] => {
    const heard = webhook.contentTypes;
    if (asked === undefined) {
      return [...(heard.length > 0 ? heard : deps.contentTypes())].filter(
        (uid) => deps.canBeAnnounced(uid) === true
      );
    }
    checkContentTypes(asked);
    const strange = heard.length === 0 ? undefined : asked.find((uid) => !heard.includes(uid));
    if (strange !== undefined) {
      throw refusal(['contentTypes'], `the webhook does not hear of '${strange}'`);
    }
    return [...new Set(asked)];
  };

  const timeOf = (since: string | number | Date | null | undefined): number | null => {
    if (since === null || since === undefined) return null;
    const time = new Date(since).getTime();
    if (time >= 0 && time <= now()) return time;
    throw refusal(['since'], 'must be a date that is not in the future');
  };

  return {
    /**
     * Tells a webhook of the entries there are, as `entry.publish` where they are published and
     * `entry.update` where they are drafts or their type has none, whatever events it asked for. Bodies
     * say `backfill: true`. Goes on in the background, also after a restart; new events are not held
     * up by it.
     * @throws ValidationError, also for a content type or a locale that the webhook does not hear of;
     * NotFoundError
     */
    async backfill(webhookId: string, given: BackfillOptions = {}): Promise<Backfill> {
      const { contentTypes: asked, status, locale = null, since } = parse(backfillOptions, given);
      const time = timeOf(since);
      const webhook = await deps.store.findOne(webhookId);
      if (webhook === null) throw new errors.NotFoundError(`There is no webhook '${webhookId}'`);
      if (!webhook.enabled) {
        throw new errors.ValidationError(
          `The webhook '${webhook.name}' is disabled: enable it first`
        );
      }
      if (locale !== null && webhook.locales.length > 0 && !webhook.locales.includes(locale)) {
        throw refusal(['locale'], `the webhook does not hear of '${locale}'`);
      }
      const contentTypes = typesFor(webhook, asked);
      const entryStatus = status ?? 'published';
      const locales = locale === null ? webhook.locales : [locale];
      let total = 0;
      for (const uid of contentTypes) {
        total += await deps.countExisting({ uid, entryStatus, locales, since: time });
      }
      const id = deps.newId('bkf');
      const what = { contentTypes, entryStatus, locale, since: time };
      await backfills.create({ id, webhookId, ...what, total, createdAt: now() });
      deps.backfillAsked();
      const backfill = await backfills.findOne(id);
      if (backfill === null) throw new Error(`The backfill '${id}' was not written`);
      return backfill;
    },

    findBackfill: (id: string): Promise<Backfill | null> => backfills.findOne(id),

    /**
     * Ends a backfill where it is; what it has told of already is sent.
     * @throws NotFoundError when no such backfill is running.
     */
    async cancelBackfill(id: string): Promise<void> {
      if (await backfills.end(id, 'cancelled', now())) return;
      throw new errors.NotFoundError(`No backfill '${id}' is running`);
    },
  };
}

export type BackfillsService = ReturnType<typeof createBackfillsService>;

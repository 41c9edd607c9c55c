import type { Answer } from './answers';
import type { Backfill } from './domain';
import type { Body } from './webhooks';

/** Which entries a webhook is to be told of. */
export interface BackfillOptions {
  /** Uids, or one. @default all that the webhook hears of */
  contentTypes?: string | readonly string[];
  /** Which version of entries with draft & publish. @default 'published' */
  status?: Backfill['entryStatus'];
  /** Of entries of localized types. @default every one that the webhook hears of */
  locale?: string | null;
  /** Only entries changed at that time or later: a date, or what `Date` makes one of. @default null */
  since?: string | number | Date | null;
}

/** POST /webhooks/:id/backfill */
export type CreateBackfillRequest = Body<BackfillOptions>;
export type CreateBackfillResponse = Answer<Backfill>;

/** GET /backfills/:id */
export type FindBackfillResponse = Answer<Backfill>;

/** POST /backfills/:id/cancel */
export type CancelBackfillResponse = Answer<Backfill>;

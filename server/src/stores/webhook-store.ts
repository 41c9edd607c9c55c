import type { Core } from '@strapi/strapi';
import type { Webhook } from '../../../contracts/domain';
import { TABLES, WEBHOOK_UID } from '../constants';
import type { PreviousSecret } from '../signing/rotation';
import { toMs, type Database } from './database';

/** A header as it is stored: the value of a secret one is encrypted. */
export type StoredHeader =
  | { name: string; value: string; sealed?: undefined }
  | { name: string; value?: undefined; sealed: string };

/** A webhook as it is stored; secrets are encrypted. Times are milliseconds since the epoch. */
export interface StoredWebhook extends Omit<
  Webhook,
  'secret' | 'headers' | 'disabledAt' | 'lastDeliveryAt' | 'createdAt' | 'updatedAt'
> {
  disabledAt: number | null;
  headers: StoredHeader[];
  sealedSecret: string | null;
  secretHint: string | null;
  secretCreatedAt: number | null;
  /** The mark of where it was saved (domain/environment); null for one from before there were marks. */
  environment: string | null;
  /** Replaced secrets and when each stops signing, the last replaced first. */
  previousSecrets: PreviousSecret[];
  createdAt: number;
  updatedAt: number;
}

/** Whom a webhook tells; where the URL is left out, whatever it is by now. */
export interface Receiver {
  id: string;
  url?: string;
}

export type NewWebhook = Omit<StoredWebhook, 'environment' | 'createdAt' | 'updatedAt'>;
export type WebhookChange = Partial<Omit<NewWebhook, 'id'>>;

interface WebhookRow extends Omit<
  StoredWebhook,
  | 'id'
  | 'contentTypes'
  | 'locales'
  | 'disabledAt'
  | 'sealedSecret'
  | 'secretCreatedAt'
  | 'previousSecrets'
  | 'includeActor'
  | 'fields'
  | 'populate'
  | 'createdAt'
  | 'updatedAt'
> {
  /** Null in rows of before there was such a column. */
  includeActor: boolean | null;
  selectedFields: StoredWebhook['fields'];
  selectedPopulate: StoredWebhook['populate'];
  documentId: string;
  forContentTypes: string[];
  forLocales: string[];
  disabledAt: string | number | null;
  secret: string | null;
  secretCreatedAt: string | number | null;
  previousSecrets: PreviousSecret[] | null;
  createdAt: string | Date;
  updatedAt: string | Date;
}

/**
 * Webhooks, through Strapi's query layer: it joins a transaction of the caller by itself and knows
 * how each database keeps JSON.
 */
export function createWebhookStore(
  layer: Pick<Core.Strapi['db'], 'query'>,
  db: Pick<Database, 'table' | 'join'>,
  newRevision: () => string,
  /** Every webhook that is saved is saved here. */
  environment: string
) {
  const query = () => layer.query(WEBHOOK_UID);

  const findOne = async (id: string): Promise<StoredWebhook | null> => {
    const row: WebhookRow | null = await query().findOne({ where: { documentId: id } });
    return row === null ? null : toWebhook(row);
  };

  const create = async (webhook: NewWebhook): Promise<StoredWebhook> => {
    const { id, ...rest } = webhook;
    const row: WebhookRow = await query().create({
      data: { documentId: id, ...toColumns(rest), environment, revision: newRevision() },
    });
    return toWebhook(row);
  };

  const update = async (id: string, change: WebhookChange): Promise<StoredWebhook | null> => {
    const row: WebhookRow | null = await query().update({
      where: { documentId: id },
      data: { ...toColumns(change), environment, revision: newRevision() },
    });
    return row === null ? null : toWebhook(row);
  };

  /**
   * Begins a change with a write, which locks the row on every database; on SQLite a transaction that reads first
   * may be refused its write when another process wrote between.
   * @returns whether there is such a webhook.
   */
  const lock = async (id: string): Promise<boolean> => {
    const { count } = await query().updateMany({
      where: { documentId: id },
      data: { revision: newRevision() },
    });
    return count > 0;
  };

  return {
    async findAll(): Promise<StoredWebhook[]> {
      const rows: WebhookRow[] = await query().findMany({ orderBy: { documentId: 'asc' } });
      return rows.map(toWebhook);
    },

    findOne,

    async findByKey(key: string): Promise<StoredWebhook | null> {
      const row: WebhookRow | null = await query().findOne({ where: { key } });
      return row === null ? null : toWebhook(row);
    },

    async findPage(page: number, pageSize: number): Promise<StoredWebhook[]> {
      const rows: WebhookRow[] = await query().findMany({
        orderBy: { documentId: 'asc' },
        offset: (page - 1) * pageSize,
        limit: pageSize,
      });
      return rows.map(toWebhook);
    },

    async count(): Promise<number> {
      return query().count();
    },

    create,

    /**
     * One after the other over all instances: whoever creates webhooks or gives them keys, and first looks
     * which there are. It begins by writing a row of its own, which makes it where it is missing and holds
     * no webhook. In a transaction of the caller the others wait until that ends; on MySQL it also goes on
     * seeing what it saw before.
     */
    alone<T>(work: () => Promise<T>): Promise<T> {
      return db.join(async (trx) => {
        await db.table(TABLES.locks, trx).insert({ name: 'webhooks' }).onConflict('name').merge();
        return work();
      });
    },

    /**
     * Changes a webhook by what is stored of it, in one transaction: two changes at once come one after
     * the other, and neither is lost.
     *
     * @returns null when there is no such webhook.
     */
    async edit(
      id: string,
      change: (stored: StoredWebhook) => WebhookChange
    ): Promise<StoredWebhook | null> {
      return db.join(async () => {
        const stored = (await lock(id)) ? await findOne(id) : null;
        return stored === null ? null : update(id, change(stored));
      });
    },

    /** @returns null when it was disabled already, is no more, or is another receiver's. */
    async disable(
      { id, url }: Receiver,
      reason: string,
      at: number
    ): Promise<StoredWebhook | null> {
      return db.join(async () => {
        const { count } = await query().updateMany({
          where: { documentId: id, enabled: true, ...(url === undefined ? {} : { url }) },
          data: {
            enabled: false,
            disabledReason: reason,
            disabledAt: at,
            revision: newRevision(),
          },
        });
        return count === 0 ? null : findOne(id);
      });
    },

    /** @returns whether there was such a webhook. */
    async delete(id: string): Promise<boolean> {
      return db.join(
        async () =>
          (await lock(id)) && (await query().delete({ where: { documentId: id } })) !== null
      );
    },

    /** A text that differs whenever any webhook was created, changed or deleted, on any instance. */
    async revision(): Promise<string> {
      const rows: { revision: string }[] = await query().findMany({
        select: ['revision'],
        orderBy: { id: 'asc' },
      });
      return rows.map((row) => row.revision).join(' ');
    },
  };
}

export type WebhookStore = ReturnType<typeof createWebhookStore>;

/** `locale` and its like mean something to Strapi in a column of a content type; these do not. */
function toColumns(change: WebhookChange) {
  const { contentTypes, locales, sealedSecret, fields, populate, ...rest } = change;
  return {
    ...rest,
    ...(contentTypes === undefined ? {} : { forContentTypes: contentTypes }),
    ...(locales === undefined ? {} : { forLocales: locales }),
    ...(fields === undefined ? {} : { selectedFields: fields }),
    ...(populate === undefined ? {} : { selectedPopulate: populate }),
    ...(sealedSecret === undefined ? {} : { secret: sealedSecret }),
  };
}

function toWebhook(row: WebhookRow): StoredWebhook {
  return {
    id: row.documentId,
    key: row.key,
    managed: row.managed === true,
    name: row.name,
    description: row.description,
    url: row.url,
    events: row.events,
    contentTypes: row.forContentTypes,
    locales: row.forLocales,
    enabled: row.enabled,
    disabledReason: row.disabledReason,
    disabledAt: toMs(row.disabledAt),
    method: row.method,
    contentType: row.contentType,
    headers: row.headers,
    sealedSecret: row.secret,
    secretHint: row.secretHint,
    secretCreatedAt: toMs(row.secretCreatedAt),
    previousSecrets: row.previousSecrets ?? [],
    publicKey: row.publicKey,
    environment: row.environment,
    format: row.format,
    includePrevious: row.includePrevious,
    includeActor: row.includeActor ?? false,
    fields: row.selectedFields,
    populate: row.selectedPopulate,
    condition: row.condition,
    transform: row.transform,
    maxAttempts: row.maxAttempts,
    timeoutMs: row.timeoutMs,
    rateLimitPerSecond: row.rateLimitPerSecond,
    concurrency: row.concurrency,
    ordering: row.ordering,
    coalesceMs: row.coalesceMs,
    signatureSchemes: row.signatureSchemes,
    createdAt: new Date(row.createdAt).getTime(),
    updatedAt: new Date(row.updatedAt).getTime(),
  };
}

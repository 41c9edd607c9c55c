import { z } from 'zod';
import { withoutCredentials } from './network-options';

/** Options as the client of that server takes them (`ioredis`, `pg`). */
type Connection = Readonly<Record<string, unknown>>;

export interface RedisQueueOptions {
  /** A URL such as `redis://user:password@redis.example:6379/0`, or the options of `ioredis`. */
  redis: string | Connection;
  /**
   * What the keys begin with. Sites that share a Redis need one each.
   * @default 'lifecycle-webhooks'
   */
  prefix: string;
}

export interface PostgresQueueOptions {
  /**
   * A URL such as `postgres://user:password@db.example:5432/site`, or the options of `pg`; it may be the
   * site's own database.
   */
  postgres: string | Connection;
  /**
   * The schema BullMQ's tables are in, made at the start where it is not there. Sites that share a database
   * need one each.
   * @default 'lifecycle_webhooks_queue'
   */
  schema: string;
}

type Given<Options, Optional extends keyof Options> = Omit<Options, Optional> &
  Partial<Pick<Options, Optional>>;

/** What a site may write as `queue`. */
export type QueueOption =
  | 'embedded'
  | { bullmq: Given<RedisQueueOptions, 'prefix'> | Given<PostgresQueueOptions, 'schema'> };

export const QUEUE_WORDS =
  "'embedded', { bullmq: { redis, prefix } } or { bullmq: { postgres, schema } }; redis and postgres are a URL " +
  'or the options of ioredis and pg, prefix and schema plain names that may be left out';

const urlOf = (protocol: RegExp) =>
  z.string().refine((text) => URL.canParse(text) && protocol.test(new URL(text).protocol));

const connection = z
  .looseObject({
    host: z.string().min(1).optional(),
    port: z.number().int().min(1).max(65_535).optional(),
    // BullMQ refuses it; `prefix` is what is meant.
    keyPrefix: z.undefined().optional(),
  })
  .refine((options) => Object.keys(options).length > 0);

export const queueOption = z.union([
  z.literal('embedded'),
  z.strictObject({
    bullmq: z.union([
      z.strictObject({
        redis: z.union([urlOf(/^rediss?:$/), connection]),
        prefix: z
          .string()
          .regex(/^[\w.-]{1,100}$/)
          .optional(),
      }),
      z.strictObject({
        postgres: z.union([urlOf(/^postgres(ql)?:$/), connection]),
        schema: z
          .string()
          .regex(/^[a-z_]\w{0,62}$/i)
          .optional(),
      }),
    ]),
  }),
]);

/** Connections have passwords: of their options no text is shown but the host, of a URL no credentials. */
export function withoutPasswords(value: unknown): unknown {
  if (!isObject(value) || !isObject(value.bullmq)) return shown(value);
  const bullmq = Object.entries(value.bullmq).map(([name, option]) => [
    name,
    isObject(option) ? optionsShown(option) : shown(option),
  ]);
  return { ...optionsShown(value), bullmq: Object.fromEntries(bullmq) };
}

function optionsShown(options: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(options).map(([name, value]) => {
    const isPlain = name === 'host' || typeof value === 'number' || typeof value === 'boolean';
    return [name, isPlain ? shown(value) : '…'];
  });
  return Object.fromEntries(entries);
}

function shown(value: unknown): unknown {
  if (isObject(value)) return optionsShown(value);
  if (Array.isArray(value)) return value.map(shown);
  const text = withoutCredentials(value);
  return typeof text === 'string' && text.length > 60 ? `${text.slice(0, 40)}…` : text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

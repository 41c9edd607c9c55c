import { z } from 'zod';
import { INSTANCE_ROLES } from '../../../contracts/instances';
import { CUSTOM_NAME_RULE, isCustomType } from '../domain/event-catalogue';
import { parseWait } from '../domain/retry-schedule';
import { CONTENT_TYPE_UID } from './content-type-uid';
import {
  certificates,
  firstLines,
  networkPatterns,
  proxyUrl,
  withoutCredentials,
} from './network-options';
import { QUEUE_WORDS, queueOption, withoutPasswords } from './queue-options';

/**
 * An option together with the words for what it allows; the words are what a wrong value is answered
 * with. `presentable` takes out of a value what must not be shown.
 */
function allowed<T extends z.ZodType>(
  words: string,
  schema: T,
  presentable: (value: unknown) => unknown = (value) => value
) {
  return { words, schema, presentable };
}

const integer = (min: number, max: number, unit: string) =>
  allowed(`a whole number from ${min} to ${max} (${unit})`, z.number().int().min(min).max(max));

const NETWORK_WORDS =
  "a list of CIDRs, IPs, host names and wildcards such as '10.0.0.0/8', '::1' or '*.internal.example'";

const OPTIONS = {
  role: allowed(INSTANCE_ROLES.map((role) => `'${role}'`).join(', '), z.enum(INSTANCE_ROLES)),
  queue: allowed(QUEUE_WORDS, queueOption, withoutPasswords),
  concurrency: integer(1, 1_000, 'requests'),
  concurrencyPerWebhook: integer(1, 1_000, 'requests'),
  timeoutMs: integer(1_000, 60_000, 'milliseconds'),
  retrySchedule: allowed(
    "'standard', or a list of 1 to 50 waits such as '0s', '5m' or '1h'",
    z.union([
      z.literal('standard'),
      z
        .array(z.string().refine((wait) => parseWait(wait) !== undefined))
        .min(1)
        .max(50),
    ])
  ),
  retryJitter: allowed('a number from 0 to 0.5', z.number().min(0).max(0.5)),
  maxPayloadBytes: integer(1_024, 104_857_600, 'bytes'),
  maxResponseBytes: integer(0, 10_485_760, 'bytes'),
  'retention.deliveredDays': integer(1, 3_650, 'days'),
  'retention.failedDays': integer(1, 3_650, 'days'),
  autoDisableAfterHours: integer(1, 8_760, 'hours'),
  'notify.emails': allowed(
    "a list of e-mail addresses such as 'ops@example.com'",
    z.array(z.email()).max(50)
  ),
  'network.allow': allowed(NETWORK_WORDS, networkPatterns),
  'network.deny': allowed(NETWORK_WORDS, networkPatterns),
  'network.proxy': allowed(
    "the URL of an HTTP proxy such as 'http://user:password@proxy.example:3128', without a path",
    proxyUrl,
    withoutCredentials
  ),
  'network.ca': allowed(
    'certificates as PEM text (-----BEGIN CERTIFICATE-----), or a list of such texts',
    certificates,
    firstLines
  ),
  'limits.webhooks': integer(1, 10_000, 'webhooks'),
  'telemetry.traceparent': allowed('true or false', z.boolean()),
  excludedContentTypes: allowed(
    "a list of content type uids such as 'api::article.article'",
    z.array(z.string().regex(CONTENT_TYPE_UID))
  ),
  envInHeaders: allowed(
    "a list of names of environment variables such as 'SEARCH_TOKEN'",
    z.array(z.string().regex(/^[A-Za-z_]\w*$/)).max(200)
  ),
  captureDirectWrites: allowed('true or false', z.boolean()),
  // What a webhook may be is checked with the services that make them (services/declarations).
  webhooks: allowed("a list of webhooks, each with a 'key'", z.array(z.unknown()), withoutSecrets),
  eventTypes: allowed(
    `a list of { type, description, schema }; a type must be ${CUSTOM_NAME_RULE}, a schema a JSON Schema`,
    z.array(
      z.strictObject({
        type: z.string().refine(isCustomType),
        description: z.string().max(2_000).optional(),
        schema: z.record(z.string(), z.json()).optional(),
      })
    )
  ),
} as const;

/**
 * Checks the plugin's config at boot.
 *
 * @throws Error naming the path of the first wrong option, what was given and what is allowed;
 * Strapi stops the boot with it.
 */
export function validateOptions(config: unknown): void {
  for (const [path, value] of flatten(config, '')) {
    const option = isOption(path) ? OPTIONS[path] : undefined;
    if (option === undefined) {
      throw new Error(`'${path}' is no option. Options are: ${Object.keys(OPTIONS).join(', ')}.`);
    }
    if (!option.schema.safeParse(value).success) {
      throw new Error(`'${path}' is ${show(option.presentable(value))}. Allowed: ${option.words}.`);
    }
  }
}

function isOption(path: string): path is keyof typeof OPTIONS {
  return Object.hasOwn(OPTIONS, path);
}

/** The options as `[path, value]`; an object is walked into where options lie below it. */
function* flatten(config: unknown, prefix: string): Generator<[string, unknown]> {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new Error(
      `'${prefix.slice(0, -1) || 'config'}' is ${show(config)}. Allowed: an object of options.`
    );
  }
  for (const [key, value] of Object.entries(config)) {
    const path = prefix + key;
    const isGroup = Object.keys(OPTIONS).some((option) => option.startsWith(`${path}.`));
    if (isGroup) yield* flatten(value, `${path}.`);
    else if (value !== undefined) yield [path, value];
  }
}

/** Of what was to be a list of webhooks nothing but what it is: a webhook has secrets. */
function withoutSecrets(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? {} : value;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

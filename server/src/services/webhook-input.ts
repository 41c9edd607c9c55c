import { errors } from '@strapi/utils';
import { z } from 'zod';
import {
  BODY_CONTENT_TYPES,
  BODY_FORMATS,
  HTTP_METHODS,
  ORDERINGS,
  SIGNATURE_SCHEMES,
  type EventPattern,
  type JsonObject,
} from '../../../contracts/domain';
import { CONTENT_TYPE_UID } from '../config/content-type-uid';
import { withoutCredentials } from '../config/network-options';
import { EVENT_PATTERNS, isCustomFamily } from '../domain/event-catalogue';
import { isReservedHeader } from '../domain/reserved-headers';
import { textProblem } from '../domain/text-check';
import { MAX_OVERLAP_HOURS } from '../signing/rotation';
import { isValidSecret, SECRET_RULE } from '../signing/secrets';
import { splitUrl } from './url-credentials';

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible characters, spaces and tabs: no line break can end a header early. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const eventPattern = z.string().transform((event, context): EventPattern => {
  const pattern = EVENT_PATTERNS.find((known) => known === event);
  if (pattern !== undefined) return pattern;
  // Whether anybody has registered it, the service knows.
  if (isCustomFamily(event)) return event;
  context.addIssue({ code: 'custom', message: notAnEvent(event) });
  return z.NEVER;
});

const url = z
  .string()
  .max(2_000)
  .superRefine((text, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    if (!URL.canParse(text)) return refuse(`'${String(withoutCredentials(text))}' is no URL`);
    const { protocol } = new URL(text);
    if (protocol !== 'http:' && protocol !== 'https:') {
      return refuse(`a URL must start with http:// or https://, not ${protocol}`);
    }
    if (splitUrl(text) === undefined) {
      refuse(
        'holds a user name or password that no Authorization header can; escape it as a URL does'
      );
    }
  });

const header = z
  .strictObject({
    name: z
      .string()
      .regex(HEADER_NAME, 'is no header name')
      .max(200)
      .refine((name) => !isReservedHeader(name), 'is a header that every delivery sets by itself'),
    value: z
      .string()
      .regex(HEADER_VALUE, 'holds a character no header may have')
      .max(8_000)
      .nullish(),
    secret: z.boolean().optional(),
  })
  .superRefine(({ value, secret }, context) => {
    const refuse = (message: string) =>
      context.addIssue({ code: 'custom', path: ['value'], message });
    const isGiven = value !== undefined && value !== null;
    if (!isGiven && secret !== true) refuse('is needed, but for a secret header that is stored');
    if (value === '' && secret === true) refuse('must not be empty where it is secret');
  });

const secret = z.string().refine(isValidSecret, `must be ${SECRET_RULE}`);
const overlapHours = z.number().min(0).max(MAX_OVERLAP_HOURS);

/** Its parts are checked against the schemas of what the webhook hears of. */
const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object'
);

/** One name is a list of one: a text alone is not JSON to every database. */
const asList = (value: unknown) => (typeof value === 'string' ? [value] : value);
const populate = z.preprocess(
  asList,
  z.custom<JsonObject | string[]>(
    (value) => typeof value === 'object' && value !== null,
    "must be '*', a name, a list of names, or an object of them"
  )
);

const fields = z.strictObject({
  key: z.string().min(1).max(100).nullable(),
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2_000),
  url,
  /** Not stored: whether the receiver is connected to before anything is. */
  verify: z.boolean(),
  events: z.preprocess(
    asList,
    z.array(eventPattern).min(1, 'at least one event is needed').max(50)
  ),
  contentTypes: z.array(z.string().regex(CONTENT_TYPE_UID, 'is no content type uid')).max(500),
  locales: z.array(z.string().min(1).max(35)).max(200),
  enabled: z.boolean(),
  method: z.enum(HTTP_METHODS),
  contentType: z.enum(BODY_CONTENT_TYPES),
  headers: z.array(header).max(50),
  secret: secret.nullable(),
  generateSecret: z.boolean(),
  format: z.enum(BODY_FORMATS),
  includePrevious: z.boolean(),
  includeActor: z.boolean(),
  fields: z.preprocess(asList, z.array(z.string().min(1).max(200)).max(500)).nullable(),
  populate: populate.nullable(),
  condition: jsonObject.nullable(),
  transform: z.string().trim().min(1).max(10_000).nullable(),
  maxAttempts: z.number().int().min(1).max(50).nullable(),
  timeoutMs: z.number().int().min(1_000).max(60_000).nullable(),
  rateLimitPerSecond: z.number().int().min(1).max(10_000).nullable(),
  concurrency: z.number().int().min(1).max(1_000).nullable(),
  ordering: z.enum(ORDERINGS),
  coalesceMs: z.number().int().min(100).max(3_600_000).nullable(),
  signatureSchemes: z.array(z.enum(SIGNATURE_SCHEMES)).min(1).max(3),
});

export const creation = fields.partial().required({ name: true, url: true, events: true });
export const change = fields
  .partial()
  .extend({ overlapHours: overlapHours.optional() })
  .superRefine((given, context) => {
    if (given.overlapHours === undefined || given.generateSecret === true) return;
    if (given.secret !== undefined && given.secret !== null) return;
    context.addIssue({
      code: 'custom',
      path: ['overlapHours'],
      message: 'says how long a replaced secret goes on signing: give secret or generateSecret too',
    });
  });
export const rotation = z.strictObject({ overlapHours, secret }).partial();

export type WebhookCreation = z.input<typeof creation>;
export type WebhookChangeInput = z.input<typeof change>;
export type ParsedCreation = z.output<typeof creation>;
export type ParsedChange = z.output<typeof change> & {
  /** What the URL held, where the headers are to stay as they are stored. */
  authorization?: ParsedHeader;
};
export type ParsedHeader = z.output<typeof header>;

export function notAnEvent(event: string): string {
  const known = `${EVENT_PATTERNS.join(', ')}, and those the site has registered`;
  return `'${event.slice(0, 100)}' is no event. Events are: ${known}`;
}

/** @throws ValidationError (400) naming each field and what is wrong with it. */
export function parseCreation(input: unknown): ParsedCreation {
  const { url, headers = [], ...rest } = parse(creation, input);
  const { authorization, ...moved } = withoutUrlCredentials(url);
  return { ...rest, ...moved, headers: withAuthorization(headers, authorization) };
}

/** @throws ValidationError (400) naming each field and what is wrong with it. */
export function parseChange(input: unknown): ParsedChange {
  const { url, headers, ...rest } = parse(change, input);
  if (url === undefined) return headers === undefined ? rest : { ...rest, headers };
  const moved = withoutUrlCredentials(url);
  if (headers === undefined) return { ...rest, ...moved };
  const { authorization, ...others } = moved;
  return { ...rest, ...others, headers: withAuthorization(headers, authorization) };
}

function withoutUrlCredentials(text: string): { url: string; authorization?: ParsedHeader } {
  const { url, authorization } = splitUrl(text) ?? { url: text, authorization: null };
  if (authorization === null) return { url };
  return { url, authorization: { name: 'Authorization', value: authorization, secret: true } };
}

/**
 * Headers with what a URL held.
 * @throws ValidationError where there is an Authorization header already.
 */
export function withAuthorization(
  headers: readonly ParsedHeader[],
  authorization: ParsedHeader | undefined
): ParsedHeader[] {
  if (authorization === undefined) return [...headers];
  if (!headers.some(({ name }) => name.toLowerCase() === 'authorization')) {
    return [...headers, authorization];
  }
  throw refusal(
    ['url'],
    'holds a user name or password, and there is an Authorization header already: keep one of them'
  );
}

/** @throws ValidationError (400) naming each field and what is wrong with it. */
export function parseRotation(input: unknown): z.output<typeof rotation> {
  return parse(rotation, input);
}

/** A 400 about one field. */
export function refusal(path: readonly (string | number)[], message: string) {
  const issue = { path: path.map(String), message, name: 'ValidationError' };
  return new errors.ValidationError(`${path.join('.')}: ${message}`, { errors: [issue] });
}

/** @throws ValidationError (400) naming the field whose text no database is to be asked for. */
export function checkTexts(input: unknown): void {
  const problem = textProblem(input);
  if (problem !== undefined) throw refusal(problem.path, problem.message);
}

/** @throws ValidationError (400) naming each field and what is wrong with it. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  checkTexts(input);
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const details = result.error.issues.map((issue) => ({
    path: issue.path.map(String),
    message: issue.message + given(input, issue),
    name: 'ValidationError',
  }));
  const sentences = details.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`
  );
  throw new errors.ValidationError(sentences.join('. '), { errors: details });
}

/**
 * Fields whose value is never repeated in an answer or a log: those that hold what is secret, and those
 * beside them, where it ends up by mistake.
 */
const CONFIDENTIAL = new Set(['secret', 'generateSecret', 'headers', 'value', 'url']);

/** The wrong value, where the message does not name it already and it may be named. */
function given(input: unknown, { path, message }: z.core.$ZodIssue): string {
  const field = path.findLast((part) => typeof part === 'string');
  if (typeof field !== 'string' || CONFIDENTIAL.has(field)) return '';
  const value = path.reduce<unknown>(
    (parent, key) =>
      typeof parent === 'object' && parent !== null
        ? (parent as Record<PropertyKey, unknown>)[key]
        : undefined,
    input
  );
  const isNameable = typeof value === 'string' || typeof value === 'number';
  if (!isNameable || message.includes(String(value))) return '';
  return ` (given: ${JSON.stringify(value).slice(0, 100)})`;
}

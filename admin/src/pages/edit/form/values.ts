import {
  SIGNATURE_SCHEMES,
  type BodyContentType,
  type BodyFormat,
  type EventPattern,
  type HttpMethod,
  type Json,
  type Ordering,
  type SignatureScheme,
  type Webhook,
} from '../../../../../contracts/domain';

/** A header as a row of the form. */
export interface HeaderRow {
  /** Tells rows apart while they are added and removed. */
  key: number;
  name: string;
  value: string;
  secret: boolean;
  /** The name under which a secret value is stored: it is kept while none is typed. Null: nothing is stored. */
  storedAs: string | null;
}

/** How a new webhook comes to its secret. */
export const SECRET_MODES = ['generate', 'own', 'none'] as const;
export type SecretMode = (typeof SECRET_MODES)[number];

/** What stands in the form: texts where people write, and nothing that cannot be typed. */
export interface FormValues {
  name: string;
  description: string;
  url: string;
  enabled: boolean;
  method: HttpMethod;
  contentType: BodyContentType;
  verify: boolean;
  events: EventPattern[];
  /** An empty list of content types means all of them: that is a choice of its own here. */
  isEveryType: boolean;
  contentTypes: string[];
  locales: string[];
  secretMode: SecretMode;
  ownSecret: string;
  signatureSchemes: SignatureScheme[];
  headers: HeaderRow[];
  format: BodyFormat;
  includePrevious: boolean;
  includeActor: boolean;
  fields: string;
  populate: string;
  condition: string;
  transform: string;
  maxAttempts: number | null;
  timeoutMs: number | null;
  rateLimitPerSecond: number | null;
  concurrency: number | null;
  ordering: Ordering;
  coalesceMs: number | null;
}

/** As the server has it where nothing is given. */
export const NEW_VALUES: FormValues = {
  name: '',
  description: '',
  url: '',
  enabled: true,
  method: 'POST',
  contentType: 'application/json',
  verify: false,
  events: [],
  isEveryType: true,
  contentTypes: [],
  locales: [],
  secretMode: 'generate',
  ownSecret: '',
  signatureSchemes: [...SIGNATURE_SCHEMES],
  headers: [],
  format: 'strapi',
  includePrevious: false,
  includeActor: false,
  fields: '',
  populate: '',
  condition: '',
  transform: '',
  maxAttempts: null,
  timeoutMs: null,
  rateLimitPerSecond: null,
  concurrency: null,
  ordering: 'none',
  coalesceMs: null,
};

/** A stored webhook in the form. Its secret is not in it: that is replaced by itself. */
export function valuesOf(webhook: Webhook): FormValues {
  return {
    ...pick(webhook),
    verify: false,
    isEveryType: webhook.contentTypes.length === 0,
    secretMode: 'none',
    ownSecret: '',
    headers: webhook.headers.map(({ name, value, secret = false }, key) => ({
      key,
      name,
      value: value ?? '',
      secret,
      storedAs: secret ? name : null,
    })),
    fields: namesText(webhook.fields),
    populate: namesText(webhook.populate),
    condition: jsonText(webhook.condition),
    transform: webhook.transform ?? '',
  };
}

function pick(webhook: Webhook) {
  const { name, description, url, enabled, method, contentType } = webhook;
  const { events, contentTypes, locales, signatureSchemes } = webhook;
  const { format, includePrevious, includeActor } = webhook;
  const { maxAttempts, timeoutMs, rateLimitPerSecond, concurrency, ordering, coalesceMs } = webhook;
  return {
    ...{ name, description, url, enabled, method, contentType },
    ...{ events, contentTypes, locales, signatureSchemes },
    ...{ format, includePrevious, includeActor },
    ...{ maxAttempts, timeoutMs, rateLimitPerSecond, concurrency, ordering, coalesceMs },
  };
}

function jsonText(value: Json): string {
  return value === null ? '' : JSON.stringify(value, null, 2);
}

/** A list of names as people write one; what is more than that, as JSON. */
function namesText(value: Json): string {
  const isNames = Array.isArray(value) && value.length > 0;
  return isNames ? value.join(', ') : jsonText(value);
}

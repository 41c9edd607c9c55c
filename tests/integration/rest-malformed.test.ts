import { Agent, request } from 'undici';
import fc from 'fast-check';
import { newToken } from '../helpers/rest';
import { startStrapi, type TestStrapi } from '../helpers/strapi';
import { wholeDatabase } from '../helpers/tables';

const REQUESTS = 5_000;
const AT_ONCE = 25;
const SEED = 20_261_121;

const MINIMAL = { name: 'a webhook', url: 'https://example.com/hooks', events: ['entry.create'] };

let app: TestStrapi;
let agent: Agent;
let token: string;
let webhookId: string;

beforeAll(async () => {
  // Strapi logs each body that is no JSON as an error.
  app = await startStrapi({ logLevel: 'fatal' });
  agent = new Agent({ connections: AT_ONCE });
  token = await newToken(app, { type: 'full-access' });
  ({ id: webhookId } = await app.service('webhooks').create({ ...MINIMAL, name: 'kept' } as never));
});

afterAll(async () => {
  await agent?.close();
  await app?.stop();
});

interface Malformed {
  method: string;
  path: string;
  body?: string;
}

const NASTY_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'id',
  'documentId',
  '$where',
  'sealedSecret',
];
const FIELDS = [
  ...['name', 'url', 'description', 'enabled', 'method', 'contentType', 'headers', 'secret'],
  ...['format', 'includePrevious', 'maxAttempts', 'timeoutMs', 'rateLimitPerSecond', 'key'],
  ...['concurrency', 'ordering', 'coalesceMs', 'signatureSchemes', 'contentTypes', 'locales'],
  ...['events', 'generateSecret', 'verify', 'includeActor', 'fields', 'populate'],
  ...['condition', 'transform'],
];

/** No field takes any of these. */
const wrongValue = fc.oneof(
  fc.constantFrom<unknown>('javascript:alert(1)\u0000', 'file:///etc/passwd\r\n'.repeat(500)),
  fc.constantFrom<unknown>(-1, 1.5, 1e308, Number.MIN_VALUE, 2 ** 53),
  fc.record({ $ne: fc.anything() }),
  fc.array(fc.constantFrom<unknown>(null, 1, [], {}, '\r\nX: y', '__proto__'), { minLength: 1 })
);

const key = fc.oneof(fc.constantFrom(...NASTY_KEYS), fc.string({ minLength: 1 }));

/** Fields of a webhook of which one at least is wrong or none of its fields. */
const wrongFields = fc
  .tuple(
    fc.constantFrom(...FIELDS),
    wrongValue,
    fc.dictionary(key, fc.jsonValue(), { minKeys: 1, noNullPrototype: true })
  )
  .map(([field, value, more]) => ({ ...MINIMAL, [field]: value, 'no field': 1, ...more }));

const oneWrongField = fc
  .tuple(fc.constantFrom(...FIELDS), wrongValue)
  // A number, null or a list may be right for some: what is beside it never is.
  .map(([field, value]) => ({ ...MINIMAL, [field]: value, url: 'javascript:x' }));

const body = fc.oneof(
  wrongFields.map((fields) => JSON.stringify(fields)),
  oneWrongField.map((fields) => JSON.stringify(fields)),
  oneWrongField.map((fields) => JSON.stringify({ data: fields })),
  fc.array(fc.jsonValue()).map((list) => JSON.stringify(list)),
  fc.string({ minLength: 1 }).map((text) => `{"name": ${text}`),
  fc.jsonValue().map((value) => `{"__proto__": ${JSON.stringify(value)}, "name": "x"}`),
  fc.jsonValue().map((value) => JSON.stringify({ data: value, more: 1 }))
);

/** A test of a webhook that is not saved, and could not be. */
const draft = fc
  .oneof(wrongFields, oneWrongField, fc.jsonValue())
  .map((webhook) => JSON.stringify({ webhook }));

/** A lone half of a character has no place in a URL. */
const wellFormed = (text: string) => text.replaceAll(/\p{Surrogate}/gu, '');

const segment = fc.oneof(
  fc.constantFrom('%00', '..%2f..%2fwebhooks', "' or 1=1 --", 'whk_', '%', '%E0%A4%A', '__proto__'),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.constantFrom('dlv_00000000000000000000000000', 'x'.repeat(2_000))
);
const encoded = segment.map((text) =>
  /^%/.test(text) ? text : encodeURIComponent(wellFormed(text)).replaceAll('.', '%2E')
);

const LISTS = [
  ...['webhooks', 'deliveries', 'webhooks/W/deliveries', 'events'],
  ...['insights', 'event-types'],
];

/** Of a list: a query that no list takes. */
const query = fc
  .tuple(
    fc.constantFrom(
      ...['pagination[pageSize]', 'pagination[page]', 'cursor', 'status', 'eventId'],
      ...['type', 'uid', 'documentId', 'since', 'until']
    ),
    fc.constantFrom('', '[]', '[$ne]', '[a][b]', '[0]'),
    fc.oneof(
      fc.constantFrom('-1', '0x1', '1e9', 'NaN', 'true', '%00'),
      fc.string({ unit: 'binary' })
    )
  )
  .map(([name, suffix, value]) => {
    const text = encodeURIComponent(wellFormed(value));
    return `${encodeURIComponent(name + suffix)}=${text}&nothing=1`;
  });

const malformed: fc.Arbitrary<Malformed> = fc.oneof(
  body.map((body) => ({ method: 'POST', path: '/webhooks', body })),
  body.map((body) => ({ method: 'PATCH', path: `/webhooks/${webhookId}`, body })),
  body.map((body) => ({ method: 'POST', path: `/webhooks/${webhookId}/rotate-secret`, body })),
  body.map((body) => ({ method: 'POST', path: `/webhooks/${webhookId}/replay`, body })),
  body.map((body) => ({ method: 'POST', path: `/webhooks/${webhookId}/discard`, body })),
  body.map((body) => ({ method: 'POST', path: `/webhooks/${webhookId}/test`, body })),
  body.map((body) => ({ method: 'POST', path: `/webhooks/${webhookId}/preview`, body })),
  body.map((body) => ({ method: 'POST', path: `/webhooks/${webhookId}/backfill`, body })),
  body.map((body) => ({ method: 'POST', path: '/import-from-strapi', body })),
  fc
    .tuple(fc.constantFrom('test', 'preview', 'match'), fc.oneof(body, draft))
    .map(([name, body]) => ({ method: 'POST', path: `/${name}`, body })),
  fc.tuple(fc.constantFrom(...LISTS), query).map(([list, query]) => ({
    method: 'GET',
    path: `/${list.replace('W', webhookId)}?${query}`,
  })),
  fc
    .tuple(
      fc.constantFrom('webhooks', 'deliveries', 'events', 'replays', 'backfills'),
      encoded,
      fc.constantFrom('', '/payload', '/deliveries')
    )
    .map(([list, id, rest]) => ({ method: 'GET', path: `/${list}/${id}${rest}` })),
  fc
    .tuple(
      fc.constantFrom('webhooks', 'deliveries', 'replays'),
      encoded,
      fc.constantFrom('rotate-secret', 'replay', 'discard', 'cancel', 'redeliver'),
      body
    )
    .map(([list, id, verb, body]) => ({ method: 'POST', path: `/${list}/${id}/${verb}`, body })),
  encoded.map((id) => ({ method: 'DELETE', path: `/webhooks/${id}` })),
  fc.tuple(encoded, body).map(([id, body]) => ({ method: 'PATCH', path: `/webhooks/${id}`, body }))
);

async function statusOf({ method, path, body }: Malformed): Promise<number> {
  const response = await request(`${app.url}/api/lifecycle-webhooks${path}`, {
    dispatcher: agent,
    method: method as 'GET',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body,
  });
  await response.body.dump();
  return response.statusCode;
}

/**
 * Strapi keeps when a token was used last, and when it last told of its media library; an instance says that
 * it lives.
 */
const CHANGING = [
  'strapi_api_tokens',
  'strapi_core_store_settings',
  'lifecycle_webhooks_instances',
];

async function everything(): Promise<{ table: string }[]> {
  const tables = JSON.parse(await wholeDatabase(app)) as { table: string }[];
  return tables.filter(({ table }) => !CHANGING.includes(table));
}

test(`${REQUESTS} malformed requests are each answered with a 4xx, and change nothing`, async () => {
  await statusOf({ method: 'GET', path: '/webhooks' });
  const before = await everything();
  const requests = fc.sample(malformed, { numRuns: REQUESTS, seed: SEED });
  const wrong: unknown[] = [];
  const counts: Record<number, number> = {};
  while (requests.length > 0) {
    const batch = requests.splice(0, AT_ONCE);
    const statuses = await Promise.all(batch.map(statusOf));
    statuses.forEach((status, index) => {
      counts[status] = (counts[status] ?? 0) + 1;
      if (status < 400 || status >= 500) wrong.push([status, batch[index]]);
    });
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  // They reach what they are meant for: most are refused for what they say, some for what they ask for.
  expect(counts[400]).toBeGreaterThan(REQUESTS / 3);
  expect(counts[404]).toBeGreaterThan(REQUESTS / 10);
  expect(await everything()).toEqual(before);
});

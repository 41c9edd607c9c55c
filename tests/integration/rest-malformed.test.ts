import { Agent, request } from 'undici';
import fc from 'fast-check';
import { currentDatabase } from '../helpers/databases';
import { until } from '../helpers/receiver';
import { newToken } from '../helpers/rest';
import { startStrapi, type TestStrapi } from '../helpers/strapi';
import { wholeDatabase } from '../helpers/tables';
import {
  PROTOTYPE_KEYS,
  SOUND,
  unkeepable,
  unknownField,
  WRONG,
  wrongField,
} from './malformed-webhooks';
import type { Issue } from './rest-setup';

/** On servers it is about what their databases refuse. */
const REQUESTS = currentDatabase().name === 'SQLite' ? 5_000 : 500;
const AT_ONCE = 25;
const SEED = 20_261_121;

let app: TestStrapi;
let agent: Agent;
let token: string;
let webhookId: string;

beforeAll(async () => {
  // Strapi logs each body that is no JSON as an error.
  app = await startStrapi({ logLevel: 'fatal' });
  agent = new Agent({ connections: AT_ONCE });
  token = await newToken(app, { type: 'full-access' });
  ({ id: webhookId } = await app.service('webhooks').create({ ...SOUND, name: 'kept' } as never));
  await until(
    async () => (await app.strapi.db.connection('lifecycle_webhooks_lanes')).length > 0,
    () => 'the queue has not made a lane for it'
  );
});

afterAll(async () => {
  await agent?.close();
  await app?.stop();
});

interface Malformed {
  method: string;
  path: string;
  body?: string;
  /** What the answer names. */
  field?: string;
}

/** What holds `__proto__` Strapi itself refuses as a whole. */
function posted(path: string, given: unknown, field?: string): Malformed {
  const body = JSON.stringify(given);
  const named = body.includes('"__proto__":') ? undefined : field;
  return { method: 'POST', path, body, field: named };
}

/** Sound in all but one field, wherever a webhook is given. */
const wrongWebhook = fc
  .tuple(wrongField, fc.constantFrom('create', 'change', 'data', 'test', 'preview', 'match'))
  .chain(([{ field, given }, verb]) => {
    const created = { ...SOUND, ...given };
    if (verb === 'create') return fc.constant(posted('/webhooks', created, field));
    if (verb === 'data') return fc.constant(posted('/webhooks', { data: created }, field));
    if (verb === 'change') {
      const change = posted(`/webhooks/${webhookId}`, given, field);
      return fc.constant({ ...change, method: 'PATCH' });
    }
    return fc
      .constantFrom(created, { id: webhookId, ...given })
      .map((webhook) => posted(`/${verb}`, { webhook }, field));
  });

const strangeWebhook = unknownField.chain((more) =>
  fc.constantFrom(
    posted('/webhooks', { ...SOUND, ...more }),
    { ...posted(`/webhooks/${webhookId}`, more), method: 'PATCH' },
    posted('/preview', { webhook: { ...SOUND, ...more } })
  )
);

const noFlag = fc.oneof(fc.constantFrom<unknown>(null, 1, 'true', [], {}), fc.string());
const noTime = fc.oneof(
  fc.constantFrom<unknown>('', 'x', {}, [], true, 1e308, -1),
  unkeepable,
  // Nothing can be sent again that was not yet.
  fc.constant('2999-01-01')
);
const noId = fc.oneof(fc.constantFrom<unknown>(1, '', [], {}, null, 'x'.repeat(300)), unkeepable);
const noUid = fc.oneof(
  fc.constantFrom<unknown>('api::gone.gone', 'admin::user', '__proto__', '', 1, []),
  unkeepable
);

/** Of what is asked of a webhook: verb, field, what that never takes. */
const ASKED: [string, string, fc.Arbitrary<unknown>][] = [
  ...['test', 'preview'].flatMap((verb): [string, string, fc.Arbitrary<unknown>][] => [
    [verb, 'documentId', fc.oneof(noId, fc.constant('gone'))],
    [verb, 'uid', noUid],
    [verb, 'event', fc.oneof(noId, fc.constantFrom('entry.*', 'order.paid', '__proto__'))],
  ]),
  [
    'backfill',
    'contentTypes',
    fc.oneof(
      fc.constantFrom<unknown>(1, [], {}),
      noUid.map((uid) => [uid])
    ),
  ],
  ['backfill', 'status', fc.oneof(noId, fc.constantFrom(...PROTOTYPE_KEYS))],
  ['backfill', 'locale', fc.oneof(fc.constantFrom<unknown>(1, '', [], 'x'.repeat(36)), unkeepable)],
  ['backfill', 'since', noTime],
  ['replay', 'only', fc.oneof(noId, fc.constantFrom(...PROTOTYPE_KEYS))],
  ['rotate-secret', 'overlapHours', fc.constantFrom<unknown>(-1, 1e308, '1', null, [], true)],
  ['rotate-secret', 'secret', fc.oneof(noId, fc.constantFrom('whsec_!', 'short'))],
];

const wrongAsking = fc.oneof(
  ...ASKED.map(([verb, field, wrong]) =>
    wrong.map((value) => {
      const sound = verb === 'replay' ? { since: 0 } : {};
      return posted(`/webhooks/${webhookId}/${verb}`, { ...sound, [field]: value }, field);
    })
  ),
  noTime.map((since) => posted(`/webhooks/${webhookId}/replay`, { since })),
  noFlag.map((value) =>
    posted('/import-from-strapi', { disableOriginals: value }, 'disableOriginals')
  )
);

/** What is no request at all, or asks for what there is not. */
const body = fc.oneof(
  fc.array(fc.jsonValue()).map((list) => JSON.stringify(list)),
  fc.string({ minLength: 1 }).map((text) => `{"name": ${text}`),
  fc.jsonValue().map((value) => `{"__proto__": ${JSON.stringify(value)}, "name": "x"}`),
  fc.jsonValue().map((value) => JSON.stringify({ data: value, more: 1 })),
  fc.constantFrom('['.repeat(100_000), `{"name":${'['.repeat(9_999)}${']'.repeat(9_999)}}`)
);

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

const IDS = ['cursor', 'eventId', 'webhookId'];
const TEXTS = ['documentId', 'uid', 'type', 'contentType'];
const TIMES = ['since', 'until'];
const NUMBERS = ['pagination[pageSize]', 'pagination[page]', 'hours'];

/** Of a list: one thing asked for that it does not take, or not so. */
const query = fc
  .oneof(
    fc.tuple(fc.constantFrom(...IDS), fc.oneof(unkeepable, fc.string({ unit: 'binary' }))),
    fc.tuple(fc.constantFrom(...TEXTS), fc.constantFrom('', 'a\0b', '\0', 'x'.repeat(300))),
    fc.tuple(fc.constantFrom(...TIMES), fc.constantFrom('', 'x', '1e9', '9'.repeat(20), '\0')),
    fc.tuple(
      fc.constantFrom(...NUMBERS),
      fc.constantFrom('', '0', '-1', '0x1', '1e9', '101', 'NaN')
    ),
    fc.tuple(
      fc
        .constantFrom(...IDS, ...TEXTS, ...TIMES)
        .chain((name) => fc.constantFrom('[]', '[$ne]', '[a][b]').map((suffix) => name + suffix)),
      fc.string()
    ),
    fc.tuple(
      fc.constantFrom('nothing', 'status', 'deliverySuccess'),
      fc.constantFrom('x', '', '\0')
    )
  )
  .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(wellFormed(value))}`);

const malformed: fc.Arbitrary<Malformed> = fc.oneof(
  { weight: 12, arbitrary: wrongWebhook },
  { weight: 3, arbitrary: wrongAsking },
  { weight: 1, arbitrary: strangeWebhook },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...LISTS), query).map(([list, query]) => ({
      method: 'GET',
      path: `/${list.replace('W', webhookId)}?${query}`,
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          '/webhooks',
          '/W',
          '/W/rotate-secret',
          '/W/replay',
          '/W/discard',
          '/W/test'
        ),
        body
      )
      .map(([path, body]) => ({
        method: path === '/W' ? 'PATCH' : 'POST',
        path: path.replace('W', `webhooks/${webhookId}`),
        body,
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('test', 'preview', 'match'), fc.oneof(body, fc.jsonValue()))
      .map(([name, webhook]) => posted(`/${name}`, { webhook, more: 1 })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('webhooks', 'deliveries', 'events', 'replays', 'backfills'),
        encoded,
        fc.constantFrom('', '/payload', '/deliveries')
      )
      .map(([list, id, rest]) => ({ method: 'GET', path: `/${list}/${id}${rest}` })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('webhooks', 'deliveries', 'replays', 'backfills'),
        encoded,
        fc.constantFrom('rotate-secret', 'replay', 'discard', 'cancel', 'redeliver', 'backfill')
      )
      .map(([list, id, verb]) => posted(`/${list}/${id}/${verb}`, {})),
  },
  { weight: 1, arbitrary: encoded.map((id) => ({ method: 'DELETE', path: `/webhooks/${id}` })) },
  {
    weight: 1,
    arbitrary: encoded.map((id) => ({
      ...posted(`/webhooks/${id}`, { name: 'renamed' }),
      method: 'PATCH',
    })),
  }
);

interface Answer {
  status: number;
  /** Of what is wrong, where it is. */
  paths: string[][];
}

async function answerTo({ method, path, body }: Malformed): Promise<Answer> {
  const response = await request(`${app.url}/api/lifecycle-webhooks${path}`, {
    dispatcher: agent,
    method: method as 'GET',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body,
  });
  const text = await response.body.text();
  const { error } = (text.startsWith('{') ? JSON.parse(text) : {}) as {
    error?: { details?: { errors?: Issue[] } };
  };
  const paths = (error?.details?.errors ?? []).map((issue) => issue.path);
  return { status: response.statusCode, paths };
}

/**
 * Strapi keeps when a token was used last, and when it last told of its media library; an instance of the
 * plugin says every few seconds that it lives.
 */
const UNASKED = ['strapi_api_tokens', 'strapi_core_store_settings', 'lifecycle_webhooks_instances'];

async function everything(): Promise<{ table: string }[]> {
  const tables = JSON.parse(await wholeDatabase(app)) as { table: string }[];
  return tables.filter(({ table }) => !UNASKED.includes(table));
}

function isRefusedRightly({ status, paths }: Answer, { field }: Malformed): boolean {
  if (status < 400 || status >= 500) return false;
  return field === undefined || (status === 400 && paths.some((path) => path.includes(field)));
}

test(`${REQUESTS} malformed requests are each answered with a 4xx that names the field, and change nothing`, async () => {
  await answerTo({ method: 'GET', path: '/webhooks' });
  const before = await everything();
  const requests = fc.sample(malformed, { numRuns: REQUESTS, seed: SEED });
  const wrong: unknown[] = [];
  const counts: Record<number, number> = {};
  const named = new Set(requests.map(({ field }) => field));
  while (requests.length > 0) {
    const batch = requests.splice(0, AT_ONCE);
    const answers = await Promise.all(batch.map(answerTo));
    batch.forEach((asked, index) => {
      const answer = answers[index] as Answer;
      counts[answer.status] = (counts[answer.status] ?? 0) + 1;
      if (!isRefusedRightly(answer, asked)) wrong.push([answer, asked]);
    });
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  // They reach what they are meant for: most are refused for what they say, some for what they ask for.
  expect(counts[400]).toBeGreaterThan(REQUESTS / 2);
  expect(counts[404]).toBeGreaterThan(REQUESTS / 20);
  expect(named.size).toBeGreaterThan(Object.keys(WRONG).length);
  expect(await everything()).toEqual(before);
});

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { JsonObject } from '../../contracts/domain';
import { EVENT_TYPES } from '../../contracts/domain';
import { drained } from '../helpers/events';
import { adminClient, restClient, type RestClient } from '../helpers/rest';
import { temporaryDir } from '../helpers/fixture-app';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const VALIDATOR = path.resolve(
  'node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js'
);
const API = '/api/lifecycle-webhooks';

interface Operation {
  operationId: string;
  responses: Record<string, { content?: { 'application/json': { schema: JsonObject } } }>;
}

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, unknown>;
  components: JsonObject;
}

let setup: DeliverySetup;
let rest: RestClient;
let document: OpenApi;

beforeAll(async () => {
  setup = await startDeliveries({ config: { eventTypes: [{ type: 'order.paid' }] } });
  rest = await restClient(setup.app);
  document = (await rest('GET', `${API}/openapi.json`)).body as OpenApi;
});
afterAll(() => setup?.stop());

test('a public validator finds nothing wrong with it', async () => {
  const file = path.join(temporaryDir(), 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  await promisify(execFile)(process.execPath, [VALIDATOR, file]);

  const broken = { ...document, paths: { '/webhooks': { get: { responses: 'none' } } } };
  writeFileSync(file, JSON.stringify(broken));
  await expect(promisify(execFile)(process.execPath, [VALIDATOR, file])).rejects.toThrow();
});

test('it has every route there is, and every event type', () => {
  const source = readFileSync('server/src/routes/endpoints.ts', 'utf8');
  const routes = [...source.matchAll(/endpoint\('(\w+)', '([^']+)'/g)]
    // Of the panel alone, which has no PATCH.
    .filter(([, method]) => method !== 'PUT')
    .map(([, method = '', at = '']) => `${method} ${at.replace(/:(\w+)/g, '{$1}')}`);
  const documented = Object.entries(document.paths).flatMap(([at, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${at}`)
  );
  expect(documented.sort()).toEqual(routes.sort());
  expect(routes.length).toBeGreaterThan(15);
  const ids = Object.values(document.paths).flatMap((operations) =>
    Object.values(operations).map(({ operationId }) => operationId)
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(Object.keys(document.webhooks)).toEqual([...EVENT_TYPES, 'order.paid']);
});

/** Holds an answer against what the document says of it. */
async function expectAsDocumented(method: string, url: string, documented: string, body?: unknown) {
  const answer = await rest(method, API + url, body);
  const responses = document.paths[documented]?.[method.toLowerCase()]?.responses ?? {};
  const response = responses[answer.status];
  expect({ url, status: answer.status, documented: response !== undefined }).toEqual({
    url,
    status: answer.status,
    documented: true,
  });
  const schema = response?.content?.['application/json'].schema;
  if (schema === undefined) return answer.body;
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const pointed = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object;
  const validate = ajv.compile(pointed);
  expect({ url, problems: validate(answer.body) ? [] : validate.errors }).toEqual({
    url,
    problems: [],
  });
  return answer.body;
}

test('answers are what it says', async () => {
  const { data: webhook } = (await expectAsDocumented('POST', '/webhooks', '/webhooks', {
    name: 'documented',
    url: setup.receiver.url,
    events: ['entry.*'],
    generateSecret: true,
  })) as { data: { id: string } };
  await setup.newNote();
  await setup.receiver.waitFor(1);
  await drained(setup.app);
  const at = `/webhooks/${webhook.id}`;
  await expectAsDocumented('GET', '/webhooks', '/webhooks');
  await expectAsDocumented('GET', at, '/webhooks/{id}');
  await expectAsDocumented('PATCH', at, '/webhooks/{id}', { name: 'renamed' });
  await expectAsDocumented('POST', `${at}/rotate-secret`, '/webhooks/{id}/rotate-secret', {});
  const { data: deliveries } = (await expectAsDocumented(
    'GET',
    `${at}/deliveries`,
    '/webhooks/{id}/deliveries'
  )) as { data: { id: string; eventId: string }[] };
  const [delivery] = deliveries;
  await expectAsDocumented('GET', '/deliveries?pagination[pageSize]=1', '/deliveries');
  await expectAsDocumented('GET', `/deliveries/${delivery?.id}`, '/deliveries/{id}');
  await expectAsDocumented(
    'GET',
    `/deliveries/${delivery?.id}/payload`,
    '/deliveries/{id}/payload'
  );
  await expectAsDocumented('GET', '/events', '/events');
  await expectAsDocumented('GET', `/events/${delivery?.eventId}`, '/events/{id}');
  await expectAsDocumented('GET', '/event-types', '/event-types');
  await expectAsDocumented('GET', '/event-types?contentType=api::article.article', '/event-types');
  const since = new Date(0).toISOString();
  await expectAsDocumented('POST', `${at}/replay`, '/webhooks/{id}/replay', { since, only: 'all' });
  await expectAsDocumented('POST', `${at}/test`, '/webhooks/{id}/test', {});
  await expectAsDocumented('POST', `${at}/preview`, '/webhooks/{id}/preview', {});
  const { data: backfill } = (await expectAsDocumented(
    'POST',
    `${at}/backfill`,
    '/webhooks/{id}/backfill',
    {}
  )) as { data: { id: string } };
  await expectAsDocumented('GET', `/backfills/${backfill.id}`, '/backfills/{id}');
  await expectAsDocumented('GET', '/insights?hours=168', '/insights');
  await expectAsDocumented('GET', '/insights?hours=1', '/insights');
  await expectAsDocumented('GET', '/health', '/health');
  await expectAsDocumented('POST', '/import-from-strapi', '/import-from-strapi', {});
  await expectAsDocumented('DELETE', at, '/webhooks/{id}');
});

test('administrators get it too', async () => {
  const admin = await adminClient(setup.app);
  const answer = await admin('GET', '/lifecycle-webhooks/openapi.json');
  expect(answer).toMatchObject({ status: 200, body: { openapi: '3.1.0' } });
  const types = await admin('GET', '/lifecycle-webhooks/event-types?contentType=api::none.none');
  expect(types.status).toBe(400);
});

import { ENDPOINTS } from '../../server/src/routes/endpoints';
import { anonymousClient, readOnlyClient, roleClient, scopedClient } from '../helpers/rest';
import { startStrapi, type TestStrapi } from '../helpers/strapi';
import { adminApi, contentApi } from './rest-setup';

/** A request that a caller with the permission is answered otherwise than 401 or 403. */
type Route = [method: string, path: string, scope: string, action: string];

const ROUTES: Route[] = [
  ['GET', '/webhooks', 'webhooks.find', 'webhooks.read'],
  ['POST', '/webhooks', 'webhooks.create', 'webhooks.create'],
  ['GET', '/webhooks/:id', 'webhooks.findOne', 'webhooks.read'],
  ['PATCH', '/webhooks/:id', 'webhooks.update', 'webhooks.update'],
  ['DELETE', '/webhooks/:id', 'webhooks.delete', 'webhooks.delete'],
  ['POST', '/webhooks/:id/rotate-secret', 'webhooks.rotateSecret', 'webhooks.update'],
  ['GET', '/webhooks/:id/deliveries', 'deliveries.find', 'deliveries.read'],
  ['POST', '/webhooks/:id/discard', 'deliveries.discard', 'deliveries.redeliver'],
  ['POST', '/webhooks/:id/replay', 'replays.create', 'deliveries.redeliver'],
  ['GET', '/deliveries', 'deliveries.find', 'deliveries.read'],
  ['GET', '/deliveries/:id', 'deliveries.findOne', 'deliveries.read'],
  ['GET', '/deliveries/:id/payload', 'deliveries.payload', 'deliveries.read-payloads'],
  ['POST', '/deliveries/:id/redeliver', 'deliveries.redeliver', 'deliveries.redeliver'],
  ['POST', '/deliveries/:id/cancel', 'deliveries.cancel', 'deliveries.redeliver'],
  ['GET', '/replays/:id', 'replays.findOne', 'deliveries.read'],
  ['POST', '/replays/:id/cancel', 'replays.cancel', 'deliveries.redeliver'],
  ['GET', '/events', 'events.find', 'deliveries.read'],
  ['GET', '/events/:id', 'events.findOne', 'deliveries.read'],
  ['GET', '/event-types', 'catalogue.find', 'webhooks.read'],
  ['GET', '/openapi.json', 'openapi.find', 'webhooks.read'],
  ['POST', '/test', 'testSend.sendDraft', 'webhooks.test'],
  ['POST', '/preview', 'testSend.previewDraft', 'webhooks.test'],
  ['POST', '/match', 'testSend.match', 'webhooks.test'],
  ['POST', '/webhooks/:id/test', 'testSend.send', 'webhooks.test'],
  ['POST', '/webhooks/:id/preview', 'testSend.preview', 'webhooks.test'],
  ['POST', '/webhooks/:id/backfill', 'backfills.create', 'deliveries.redeliver'],
  ['GET', '/backfills/:id', 'backfills.findOne', 'deliveries.read'],
  ['POST', '/backfills/:id/cancel', 'backfills.cancel', 'deliveries.redeliver'],
  ['POST', '/import-from-strapi', 'webhooks.importFromStrapi', 'webhooks.create'],
  ['GET', '/insights', 'insights.find', 'insights.read'],
  ['GET', '/health', 'health.find', 'health.read'],
];

const named = (name: string) => `plugin::lifecycle-webhooks.${name}`;
const SCOPES = [...new Set(ROUTES.map(([, , scope]) => named(scope)))];
const ACTIONS = [...new Set(ROUTES.map(([, , , action]) => named(action)))];

let app: TestStrapi;

beforeAll(async () => {
  app = await startStrapi();
});

afterAll(() => app?.stop());

/** Callers may be many for one permission; to make one costs a password's hash. */
function oncePer<T>(make: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (name) => {
    const one = made.get(name) ?? make(name);
    made.set(name, one);
    return one;
  };
}

const roleWith = oncePer((action) => roleClient(app, [named(action)]));
const roleWithout = oncePer((action) => roleClient(app, others(ACTIONS, action)));

const others = (all: string[], name: string) => all.filter((other) => other !== named(name));

/** Of things that are not there: who may ask hears 200, 400 or 404. */
const request = ([method, path]: Route) =>
  [method, path.replace(':id', 'unknown'), method === 'GET' ? undefined : {}] as const;

test('every route is tested here', () => {
  const tested = ROUTES.map(([method, path]) => `${method} ${path}`).sort();
  expect(ENDPOINTS.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(tested);
});

describe.each(ROUTES)('%s %s', (...route) => {
  const [, , scope, action] = route;

  test(`needs the scope ${scope} of a token`, async () => {
    const may = contentApi(await scopedClient(app, [named(scope)]));
    const mayNot = contentApi(await scopedClient(app, others(SCOPES, scope)));
    expect([200, 400, 404]).toContain((await may(...request(route))).status);
    expect((await mayNot(...request(route))).status).toBe(403);
    expect((await contentApi(anonymousClient(app))(...request(route))).status).toBe(403);
  });

  test(`needs the action ${action} of an administrator`, async () => {
    const may = adminApi(await roleWith(action));
    const mayNot = adminApi(await roleWithout(action));
    expect([200, 400, 404]).toContain((await may(...request(route))).status);
    expect((await mayNot(...request(route))).status).toBe(403);
    expect((await adminApi(anonymousClient(app))(...request(route))).status).toBe(401);
  });

  test(`is ${/find(One)?$/.test(scope) ? 'open' : 'closed'} to a read-only token`, async () => {
    const { status } = await contentApi(await readOnlyClient(app))(...request(route));
    if (/find(One)?$/.test(scope)) expect([200, 404]).toContain(status);
    else expect(status).toBe(403);
  });
});

test('a session of the admin panel is none of the content API, and the other way round', async () => {
  const admin = await roleClient(app, ACTIONS);
  const token = await scopedClient(app, SCOPES);
  expect((await contentApi(admin)('GET', '/webhooks')).status).toBe(401);
  expect((await adminApi(token)('GET', '/webhooks')).status).toBe(401);
});

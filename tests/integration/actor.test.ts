import type { Core } from '@strapi/strapi';
import { queryOf } from '../helpers/documents';
import { allEvents } from '../helpers/events';
import { adminClient } from '../helpers/rest';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({});
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

/** An API token that may do everything. */
async function apiToken(strapi: Core.Strapi): Promise<{ id: number; accessKey: string }> {
  return strapi.service('admin::api-token').create({
    name: `token ${Date.now()}`,
    description: '',
    type: 'full-access',
    lifespan: null,
  } as never) as Promise<{ id: number; accessKey: string }>;
}

async function createNoteWith(accessKey: string): Promise<number> {
  const response = await fetch(`${setup.app.url}/api/notes`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ data: { text: 'by a token' } }),
  });
  return response.status;
}

test('who made a change through an API token is told, by id alone', async () => {
  await setup.webhook({ includeActor: true });
  await setup.webhook({ includeActor: true, format: 'standard' });
  await setup.webhook({});
  const { id, accessKey } = await apiToken(setup.app.strapi);
  expect(await createNoteWith(accessKey)).toBe(201);
  const bodies = (await setup.receiver.waitFor(3)).map(({ json }) => json);
  const actor = { type: 'api-token', id: String(id) };
  expect(bodies).toContainEqual(expect.objectContaining({ event: 'entry.create', actor }));
  expect(bodies).toContainEqual(
    expect.objectContaining({ type: 'entry.create', data: expect.objectContaining({ actor }) })
  );
  const plain = bodies.find((body) => 'event' in body && !('actor' in body));
  expect(plain).toMatchObject({ entry: { text: 'by a token' } });
});

test('of a user of the site nothing is told but the id', async () => {
  await setup.webhook({ includeActor: true });
  const { strapi } = setup.app;
  const role = await queryOf(setup.app, 'plugin::users-permissions.role').findOne({
    where: { type: 'authenticated' },
  });
  await queryOf(setup.app, 'plugin::users-permissions.permission').create({
    data: { action: 'api::note.note.create', role: role?.id },
  });
  const user = (await strapi.plugin('users-permissions').service('user').add({
    username: 'planted-name',
    email: 'planted@example.com',
    password: 'planted-password',
    provider: 'local',
    confirmed: true,
    role: role?.id,
  })) as { id: number };
  const jwt = strapi.plugin('users-permissions').service('jwt').issue({ id: user.id }) as string;
  expect(await createNoteWith(jwt)).toBe(201);
  const [request] = await setup.receiver.waitFor(1);
  expect(request?.json).toMatchObject({ actor: { type: 'user', id: String(user.id) } });
  expect(request?.body).not.toContain('planted');
  expect(JSON.stringify(await allEvents(setup.app))).not.toContain('planted');
});

test('a change that nobody signed in made has none', async () => {
  await setup.webhook({ includeActor: true });
  await setup.newNote();
  const [request] = await setup.receiver.waitFor(1);
  expect(request?.json).toMatchObject({ actor: null });
});

test('it is kept only where somebody asks', async () => {
  const { accessKey } = await apiToken(setup.app.strapi);
  await setup.webhook({});
  await createNoteWith(accessKey);
  await setup.receiver.waitFor(1);
  expect((await allEvents(setup.app)).at(-1)?.actor).toBeNull();
});

test('a condition may ask for it', async () => {
  await setup.webhook({ condition: { actor: { type: 'api-token' } } });
  const { accessKey } = await apiToken(setup.app.strapi);
  await setup.newNote();
  await createNoteWith(accessKey);
  await setup.receiver.waitFor(1);
  expect(setup.receiver.requests.map(({ json }) => json.entry)).toEqual([
    expect.objectContaining({ text: 'by a token' }),
  ]);
});

test('an administrator who changes content in the panel is told as one, and conditions know them', async () => {
  await setup.webhook({
    includeActor: true,
    condition: { actor: { type: 'admin' } },
  });
  const { accessKey } = await apiToken(setup.app.strapi);
  await createNoteWith(accessKey);
  const panel = await adminClient(setup.app);
  const made = await panel('POST', '/content-manager/collection-types/api::note.note', {
    text: 'in the panel',
  });
  expect(made.status).toBe(201);
  const [request] = await setup.receiver.waitFor(1);
  const { id } = (await queryOf(setup.app, 'admin::user').findOne({})) as { id: number };
  expect(request?.json).toMatchObject({
    entry: { text: 'in the panel' },
    actor: { type: 'admin', id: String(id) },
  });
  await allEvents(setup.app);
  expect(setup.receiver.requests).toHaveLength(1);
  expect(request?.body).not.toContain('admin@example.com');
});

import { documentsOf, queryOf, type Doc, type Query } from '../helpers/documents';
import { announcedBy, typesOf } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { adminClient, type RestClient } from '../helpers/rest';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

let app: TestStrapi;
let receiver: Receiver;
let admin: RestClient;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi();
  admin = await adminClient(app);
  await app.service('webhooks').create({
    name: 'everything',
    url: receiver.url,
    events: ['entry.*', 'media.*'],
  });
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

/** Fails where anything but a last note is announced, so silence is no broken pipe. */
async function expectSilence(act: () => Promise<unknown>): Promise<void> {
  const events = await announcedBy(app, receiver, async () => {
    await act();
    await documentsOf(app, 'api::note.note').create({ data: { text: 'after it' } });
  });
  expect(events.map(({ type, uid }) => `${type} ${uid}`)).toEqual(['entry.create api::note.note']);
}

let count = 0;
const unique = (name: string) => `${name}-${(count += 1)}`;

/** What a new row of each type needs, and a change of it. */
const TYPES: [string, () => object, () => object][] = [
  [
    'plugin::users-permissions.user',
    () => ({
      username: unique('user'),
      email: `${unique('user')}@example.com`,
      password: 'Secret-1',
    }),
    () => ({ username: unique('renamed') }),
  ],
  [
    'plugin::users-permissions.role',
    () => ({ name: unique('role'), type: unique('role') }),
    () => ({ name: unique('renamed') }),
  ],
  [
    'plugin::users-permissions.permission',
    () => ({ action: 'api::note.note.find' }),
    () => ({ action: 'api::note.note.findOne' }),
  ],
  [
    'admin::user',
    () => ({ email: `${unique('admin')}@example.com`, password: 'Secret-1', firstname: 'Ada' }),
    () => ({ firstname: 'Grace' }),
  ],
  [
    'admin::role',
    () => ({ name: unique('role'), code: unique('role') }),
    () => ({ name: unique('renamed') }),
  ],
  [
    'admin::api-token',
    () => ({
      name: unique('token'),
      description: 'd',
      type: 'read-only',
      accessKey: unique('key'),
    }),
    () => ({ name: unique('renamed') }),
  ],
];

describe.each(TYPES)('%s is not announced', (uid, data, change) => {
  test('by the document service', async () => {
    const documents = documentsOf(app, uid);
    await expectSilence(async () => {
      const { documentId } = await documents.create({ data: data() });
      await documents.update({ documentId, data: change() });
      await documents.delete({ documentId });
    });
  });

  test('by strapi.db.query', async () => {
    const query: Query = queryOf(app, uid);
    await expectSilence(async () => {
      const { id } = await query.create({ data: data() });
      await query.update({ where: { id }, data: change() });
      await query.delete({ where: { id } });
      const { ids } = await query.createMany({ data: [data(), data()] });
      await query.updateMany({ where: { id: { $in: ids } }, data: { locale: null } });
      await query.deleteMany({ where: { id: { $in: ids } } });
    });
  });
});

async function answered(call: ReturnType<RestClient>): Promise<unknown> {
  const { status, body } = await call;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

async function roleWhere(uid: string, where: object): Promise<Doc> {
  const role = await queryOf(app, uid).findOne({ where });
  if (role === null) throw new Error(`no role ${JSON.stringify(where)}`);
  return role;
}

describe('people are not announced', () => {
  test('when one registers on the site', async () => {
    await expectSilence(async () => {
      const response = await fetch(`${app.url}/api/auth/local/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          username: 'registered',
          email: 'registered@example.com',
          password: 'Secret-12345',
        }),
      });
      expect(response.status).toBe(200);
    });
    const users = queryOf(app, 'plugin::users-permissions.user');
    expect(await users.count({ where: { username: 'registered' } })).toBe(1);
  });

  test('when the Content Manager makes, changes and deletes one', async () => {
    const users = '/content-manager/collection-types/plugin::users-permissions.user';
    const role = await roleWhere('plugin::users-permissions.role', { type: 'authenticated' });
    await expectSilence(async () => {
      const created = await answered(
        admin('POST', users, {
          username: unique('managed'),
          email: `${unique('managed')}@example.com`,
          password: 'Secret-12345',
          role: { connect: [{ id: role.id, documentId: role.documentId }] },
        })
      );
      const { documentId } = created as Doc;
      await answered(admin('PUT', `${users}/${documentId}`, { username: unique('managed') }));
      await answered(admin('DELETE', `${users}/${documentId}`));
    });
  });

  test('when an administrator is invited, and a token made', async () => {
    const { id } = await roleWhere('admin::role', { code: 'strapi-editor' });
    await expectSilence(async () => {
      await answered(
        admin('POST', '/admin/users', {
          firstname: 'Grace',
          lastname: 'Hopper',
          email: 'grace@example.com',
          roles: [id],
        })
      );
      const token = { name: unique('token'), description: '', type: 'read-only', lifespan: null };
      await answered(admin('POST', '/admin/api-tokens', token));
    });
  });

  test('though the entries that point to them are', async () => {
    const user = await documentsOf(app, 'plugin::users-permissions.user').create({
      data: { username: unique('user'), email: `${unique('user')}@example.com` },
    });
    const events = await announcedBy(app, receiver, () =>
      documentsOf(app, 'api::author.author').create({
        data: { name: 'Ann', user: user.documentId },
      })
    );
    expect(typesOf(events)).toEqual(['entry.create']);
    expect(events[0]).toMatchObject({
      uid: 'api::author.author',
      snapshot: { user: { id: user.id, documentId: user.documentId } },
    });
  });
});

import type { TestStrapi } from './strapi';

export interface RestClient {
  (method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
}

/** The content API with a full-access API token. */
export async function restClient(app: TestStrapi): Promise<RestClient> {
  return client(app, await newToken(app, { type: 'full-access' }));
}

/** The content API with an API token of these scopes and no others. */
export async function scopedClient(app: TestStrapi, permissions: string[]): Promise<RestClient> {
  return client(app, await newToken(app, { type: 'custom', permissions }));
}

export async function readOnlyClient(app: TestStrapi): Promise<RestClient> {
  return client(app, await newToken(app, { type: 'read-only' }));
}

export const anonymousClient = (app: TestStrapi): RestClient => client(app, undefined);

let made = 0;

export async function newToken(app: TestStrapi, more: object): Promise<string> {
  made += 1;
  const tokens = app.strapi.service('admin::api-token') as {
    create(token: object): Promise<{ accessKey: string }>;
  };
  const token = { name: `tests ${made}`, description: '', lifespan: null, ...more };
  return (await tokens.create(token)).accessKey;
}

/** The admin API in the session of an administrator whose one role may do this and nothing else. */
export async function roleClient(app: TestStrapi, actions: string[]): Promise<RestClient> {
  made += 1;
  const roles = app.strapi.service('admin::role') as {
    create(role: object): Promise<{ id: number }>;
    assignPermissions(id: number, permissions: object[]): Promise<unknown>;
  };
  const users = app.strapi.service('admin::user') as { create(user: object): Promise<unknown> };
  const role = await roles.create({ name: `role ${made}`, description: '' });
  await roles.assignPermissions(
    role.id,
    actions.map((action) => ({ action }))
  );
  const credentials = { email: `admin${made}@example.com`, password: 'Fixture-password-1' };
  const person = { firstname: 'Grace', lastname: 'Hopper', isActive: true, roles: [role.id] };
  await users.create({ ...person, ...credentials });
  const { status, body } = await anonymousClient(app)('POST', '/admin/login', credentials);
  if (status !== 200) throw new Error(`login answered ${status}: ${JSON.stringify(body)}`);
  return client(app, (body as { data: { token: string } }).data.token);
}

/** The admin API in the session of a super admin. */
export async function adminClient(app: TestStrapi): Promise<RestClient> {
  const credentials = { email: 'admin@example.com', password: 'Fixture-password-1' };
  const anonymous = client(app, undefined);
  const registered = await anonymous('POST', '/admin/register-admin', {
    ...credentials,
    firstname: 'Ada',
    lastname: 'Lovelace',
  });
  if (registered.status !== 200 && registered.status !== 201) {
    throw new Error(
      `register-admin answered ${registered.status}: ${JSON.stringify(registered.body)}`
    );
  }
  const { data } = registered.body as { data: { token: string } };
  return client(app, data.token);
}

function client(app: TestStrapi, token: string | undefined): RestClient {
  return async (method, path, body) => {
    const isForm = body instanceof FormData;
    const response = await fetch(app.url + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
}

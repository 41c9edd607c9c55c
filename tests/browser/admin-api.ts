/** Who logs in. */
export interface Credentials {
  email: string;
  password: string;
}

/** The interface the panel itself uses; answers what was answered. */
export type AdminApi = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** @throws Error of an answer that is no success. */
export async function logIn(url: string, credentials: Credentials): Promise<AdminApi> {
  const request = async (method: string, path: string, body: unknown, token?: string) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  const login = (await request('POST', '/admin/login', credentials)) as { data: { token: string } };
  return async <T>(method: string, path: string, body?: unknown) =>
    (await request(method, path, body, login.data.token)) as T;
}

let made = 0;

/** Makes an administrator whose one role may do these things and nothing else. */
export async function createAdmin(
  api: AdminApi,
  permissions: { action: string; subject?: string | null; properties?: object }[]
): Promise<Credentials> {
  made += 1;
  type Made = { data: { id: number } };
  const role = await api<Made>('POST', '/admin/roles', { name: `Role ${made}`, description: '' });
  await api('PUT', `/admin/roles/${role.data.id}/permissions`, {
    permissions: permissions.map((permission) => ({
      subject: null,
      properties: {},
      conditions: [],
      ...permission,
    })),
  });
  const credentials = { email: `admin${made}@example.com`, password: 'Browser-password-1' };
  const person = { firstname: 'Grace', lastname: 'Hopper', email: credentials.email };
  const user = await api<Made>('POST', '/admin/users', { ...person, roles: [role.data.id] });
  await api('PUT', `/admin/users/${user.data.id}`, {
    password: credentials.password,
    isActive: true,
  });
  return credentials;
}

import type { Core } from '@strapi/strapi';
import type { Services } from 'strapi-plugin-lifecycle-webhooks/strapi-server';

/** As much of the admin's own services as the demo needs. */
interface AdminUsers {
  create(user: object): Promise<unknown>;
  updateById(id: number, change: object): Promise<unknown>;
}
interface AdminRoles {
  getSuperAdmin(): Promise<{ id: number } | null>;
}

/**
 * Makes what `npm run demo` told of in the environment: an administrator who can log in and a
 * webhook for its receiver. Both are found again in a database that has them, so the demo can be
 * run as often as one likes. Does nothing when the app runs by itself.
 */
export async function prepareDemo(strapi: Core.Strapi, env: NodeJS.ProcessEnv): Promise<void> {
  const { DEMO_ADMIN_EMAIL, DEMO_ADMIN_PASSWORD, DEMO_RECEIVER_URL, DEMO_WEBHOOK_SECRET } = env;
  if (DEMO_ADMIN_EMAIL && DEMO_ADMIN_PASSWORD) {
    await ensureAdmin(strapi, DEMO_ADMIN_EMAIL, DEMO_ADMIN_PASSWORD);
  }
  if (DEMO_RECEIVER_URL && DEMO_WEBHOOK_SECRET) {
    await ensureWebhook(strapi, DEMO_RECEIVER_URL, DEMO_WEBHOOK_SECRET);
  }
}

async function ensureAdmin(strapi: Core.Strapi, email: string, password: string): Promise<void> {
  const users = service<AdminUsers>(strapi, 'admin::user');
  const roles = service<AdminRoles>(strapi, 'admin::role');
  const role = await roles.getSuperAdmin();
  if (role === null) throw new Error('Strapi has made no super admin role');
  const known = await strapi.db.query('admin::user').findOne({ where: { email } });
  if (known === null) {
    const user = { email, password, firstname: 'Demo', isActive: true, registrationToken: null };
    await users.create({ ...user, roles: [role.id] });
  } else {
    await users.updateById(known.id, { password, isActive: true });
  }
}

async function ensureWebhook(strapi: Core.Strapi, url: string, secret: string): Promise<void> {
  const webhooks: Services['webhooks'] = strapi.plugin('lifecycle-webhooks').service('webhooks');
  const { data } = await webhooks.findMany({ pageSize: 100 });
  const known = data.find((webhook) => webhook.key === 'demo');
  if (known === undefined) {
    const events = ['entry.*', 'media.*'];
    await webhooks.create({ key: 'demo', name: 'Demo receiver', url, events, secret });
  } else {
    await webhooks.update(known.id, { url, secret, enabled: true });
  }
}

/** Strapi types every service as one that may have any methods; the caller says which it has. */
function service<T>(strapi: Core.Strapi, uid: 'admin::user' | 'admin::role'): T {
  return strapi.service(uid) as T;
}

import type { Core } from '@strapi/strapi';
import { ADMIN_ACTIONS } from './controllers/permissions';
import { runtimeOf } from './runtimes';

interface Permission {
  actionProvider: { registerMany(actions: readonly object[]): Promise<unknown> };
}

export async function bootstrap({ strapi }: { strapi: Core.Strapi }): Promise<void> {
  // Typed by Strapi as any of its services.
  const permission = strapi.service('admin::permission') as unknown as Permission;
  await permission.actionProvider.registerMany(ADMIN_ACTIONS);
  await runtimeOf(strapi).start();
}

import type { Core } from '@strapi/strapi';
import { runtimeOf } from './runtimes';

export async function destroy({ strapi }: { strapi: Core.Strapi }): Promise<void> {
  await runtimeOf(strapi).stop();
}

import type { Core } from '@strapi/strapi';
import { models } from './content-types/models';
import { createHealthAnswer } from './controllers/health-answer';
import { openRuntime } from './runtimes';

export function register({ strapi }: { strapi: Core.Strapi }): void {
  // Typed as Strapi's own models, which have fewer kinds of attributes than its database takes.
  const registry = strapi.get('models') as { add(model: object): unknown };
  for (const model of models) registry.add(model);
  const runtime = openRuntime(strapi);
  const answerHealth = createHealthAnswer(() => runtime.services.health);
  // Now, ahead of the routes of these APIs.
  strapi.server.api('content-api').use(answerHealth);
  strapi.server.api('admin').use(answerHealth);
  runtime.register();
}

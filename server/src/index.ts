import type { Core } from '@strapi/strapi';
import { bootstrap } from './bootstrap';
import { roleOf } from './config/role';
import { validateOptions } from './config/validate';
import { webhookContentType } from './content-types/webhook';
import { withDefaults, type GivenOptions } from './config/options';
import { createBackfillsController } from './controllers/backfills';
import { createCatalogueController } from './controllers/catalogue';
import { createDeliveriesController } from './controllers/deliveries';
import { createEventsController } from './controllers/events';
import { createAccess, type Access, type Auth } from './controllers/access';
import { createHealthController } from './controllers/health';
import { createInsightsController } from './controllers/insights';
import { createOpenApiController } from './controllers/openapi';
import { createReplaysController } from './controllers/replays';
import { createTestSendController } from './controllers/test-send';
import { createWebhooksController } from './controllers/webhooks';
import { destroy } from './destroy';
import { register } from './register';
import { openApiDocument } from './routes/openapi';
import { adminRoutes } from './routes/admin';
import { contentApiRoutes } from './routes/content-api';
import { parseDeclarations } from './services/declarations';
import { runtimeOf } from './runtimes';
import type { Runtime } from './runtime/runtime';

/** What `strapi.plugin('lifecycle-webhooks').service(name)` answers, by name. */
export type Services = Runtime['services'];

export type { PluginOptions } from './config/options';
export type { DeclaredWebhook } from './services/declarations';

/** @throws Error that stops the boot. */
function validateConfig(config: unknown): void {
  validateOptions(config);
  const options = withDefaults(config as GivenOptions);
  roleOf(options, process.env);
  parseDeclarations(options.webhooks);
}

const service =
  <Name extends keyof Services>(name: Name) =>
  ({ strapi }: { strapi: Core.Strapi }): Services[Name] =>
    runtimeOf(strapi).services[name];

const controller =
  <Controller>(create: (deps: ControllerDeps) => Controller) =>
  ({ strapi }: { strapi: Core.Strapi }): Controller =>
    create({
      ...runtimeOf(strapi).services,
      may: createAccess(strapi.get('auth') as Auth),
    });

type ControllerDeps = Services & { may: Access };

export default {
  config: { default: {}, validator: validateConfig },
  contentTypes: { webhook: webhookContentType },
  services: {
    webhooks: service('webhooks'),
    deliveries: service('deliveries'),
    events: service('events'),
    'test-send': service('test-send'),
    insights: service('insights'),
    health: service('health'),
  },
  controllers: {
    webhooks: controller(({ webhooks }) => createWebhooksController(webhooks)),
    deliveries: controller(createDeliveriesController),
    replays: controller(createReplaysController),
    events: controller(createEventsController),
    catalogue: controller(({ events }) => createCatalogueController(events)),
    testSend: controller(({ may, ...services }) =>
      createTestSendController({ testSend: services['test-send'], may })
    ),
    backfills: controller(({ webhooks }) => createBackfillsController(webhooks)),
    insights: controller(({ insights }) => createInsightsController(insights)),
    health: controller(({ health }) => createHealthController(health)),
    openapi: controller(({ events }) =>
      createOpenApiController({ events, documentOf: openApiDocument })
    ),
  },
  routes: { admin: adminRoutes, 'content-api': contentApiRoutes },
  register,
  bootstrap,
  destroy,
};

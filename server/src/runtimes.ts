import type { Core } from '@strapi/strapi';
import { createRuntime, type Runtime } from './runtime/runtime';

/** One runtime per Strapi; tests start several Strapis in one process. */
const runtimes = new WeakMap<Core.Strapi, Runtime>();

export function openRuntime(strapi: Core.Strapi): Runtime {
  const runtime = createRuntime(strapi);
  runtimes.set(strapi, runtime);
  return runtime;
}

export function runtimeOf(strapi: Core.Strapi): Runtime {
  const runtime = runtimes.get(strapi);
  if (runtime === undefined) throw new Error('The lifecycle-webhooks plugin is not registered');
  return runtime;
}

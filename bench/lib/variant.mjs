import { fileURLToPath } from 'node:url';
import calls from './calls.cjs';
import { createPlace } from './databases.mjs';

const INSTANCE = fileURLToPath(new URL('../instance.cjs', import.meta.url));

/**
 * Starts a Strapi in a process of its own, on a database of its own unless it is given the place of
 * another. `plugin: false` leaves the plugin out.
 */
export async function startVariant({
  plugin = true,
  config = {},
  database = 'sqlite',
  place,
  execArgv = [],
}) {
  const own = place ?? (await createPlace(database));
  const { call, stop } = await calls.start(INSTANCE, {
    execArgv,
    env: {
      ...own.env,
      NODE_ENV: 'production',
      STRAPI_TELEMETRY_DISABLED: 'true',
      FIXTURE_PLUGIN: plugin ? 'on' : 'off',
      // In production a receiver on loopback has to be named.
      FIXTURE_PLUGIN_CONFIG: JSON.stringify({ network: { allow: ['127.0.0.1'] }, ...config }),
    },
  });
  return {
    call,
    async stop() {
      await stop();
      if (place === undefined) await own.drop();
    },
  };
}

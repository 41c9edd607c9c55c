import path from 'node:path';
import { fileURLToPath } from 'node:url';
import calls from './calls.cjs';
import { createPlace } from './databases.mjs';

const HERE = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts a Strapi in a process of its own, on a database of its own unless it is given the place of
 * another. `plugin: false` leaves the plugin out. `tree`: of which clone of the repository it is, built.
 */
export async function startVariant({
  plugin = true,
  config = {},
  database = 'sqlite',
  place,
  execArgv = [],
  tree = HERE,
}) {
  const own = place ?? (await createPlace(database));
  const { call, stop } = await calls.start(path.join(tree, 'bench/instance.cjs'), {
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

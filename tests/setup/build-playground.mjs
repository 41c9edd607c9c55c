// Before the tests in a browser, once: the plugin and the playground's panel as the sources are now.
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import {
  ensurePlaygroundBuilt,
  ensurePluginBuilt,
  PLAYGROUND,
  ROOT,
} from '../../scripts/setup.mjs';

const PLUGIN = path.join('node_modules', 'strapi-plugin-lifecycle-webhooks');

export default async function buildPlayground() {
  await ensureOwnPlugin();
  await ensurePluginBuilt();
  await ensurePlaygroundBuilt();
}

/**
 * In a work tree whose node_modules is a link to that of another, the playground would take the other's
 * plugin. A link nearer to it comes first.
 */
async function ensureOwnPlugin() {
  const places = [PLAYGROUND, ROOT].map((folder) => path.join(folder, PLUGIN));
  const taken = places.find(existsSync);
  if (taken !== undefined && realpathSync(taken) === realpathSync(ROOT)) return;
  await mkdir(path.dirname(places[0]), { recursive: true });
  await symlink(ROOT, places[0], 'junction');
}

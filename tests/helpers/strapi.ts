import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createStrapi, type Core } from '@strapi/strapi';
import type { Services } from '../../server/src';
import { currentDatabase, sqlite, type Database } from './databases';
import { APP_DIR, fixtureEnv, temporaryDir, type FixtureOptions } from './fixture-app';

export interface TestStrapi {
  strapi: Core.Strapi;
  /** Where it listens, on loopback. */
  url: string;
  service<Name extends keyof Services>(name: Name): Services[Name];
  /** Stops it; its folder and its database go too, unless they were given. */
  stop(): Promise<void>;
}

export interface TestStrapiOptions extends FixtureOptions {
  /** What kind of database it gets of its own; that of the suite unless told otherwise. */
  database?: Database;
  /** Where uploads are, and the database unless `connection` says where, to start on them again. */
  dir?: string;
}

/** Starts the fixture app with the built plugin, on a database of its own, listening. */
export async function startStrapi(options: TestStrapiOptions = {}): Promise<TestStrapi> {
  const dir = options.dir ?? temporaryDir();
  const own =
    options.dir === undefined
      ? await (options.database ?? currentDatabase()).create(dir)
      : undefined;
  const connection = own?.connection ?? options.connection ?? (await sqlite.create(dir)).connection;
  Object.assign(process.env, fixtureEnv(dir, { ...options, connection }));
  const strapi = createStrapi({
    appDir: APP_DIR,
    distDir: APP_DIR,
    autoReload: false,
    serveAdminPanel: false,
  });
  try {
    await strapi.load();
  } catch (error) {
    // A Strapi that has not come far cannot end all of what it would have had.
    await strapi.destroy().catch(() => undefined);
    await own?.drop();
    throw error;
  }
  await new Promise<void>((resolve) => strapi.server.listen(0, '127.0.0.1', resolve));
  const { port } = strapi.server.httpServer.address() as AddressInfo;

  return {
    strapi,
    url: `http://127.0.0.1:${port}`,
    service: (name) => serviceOf(strapi, name),
    async stop() {
      await strapi.destroy();
      await own?.drop();
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A second locale, beside English. */
export async function addFrench(app: TestStrapi): Promise<void> {
  await app.strapi.plugin('i18n').service('locales').create({ code: 'fr', name: 'French (fr)' });
}

/** Strapi types services by name only where an app generated types; these are the plugin's own. */
export function serviceOf<Name extends keyof Services>(
  strapi: Core.Strapi,
  name: Name
): Services[Name] {
  return strapi.plugin('lifecycle-webhooks').service(name);
}

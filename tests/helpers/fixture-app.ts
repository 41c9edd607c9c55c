import { mkdtempSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sqliteIn, type StrapiConnection } from './databases';

export const APP_DIR = path.resolve(__dirname, '../fixtures/strapi-app');

export interface FixtureOptions {
  /** The plugin's config. */
  config?: object;
  /** `webhooks` of config/server. */
  webhooks?: object;
  connection?: StrapiConnection;
  logLevel?: string;
  plugin?: boolean;
  /** @default 'test' */
  nodeEnv?: string;
}

export function temporaryDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'lifecycle-webhooks-'));
  mkdirSync(path.join(dir, 'public', 'uploads'), { recursive: true });
  return dir;
}

/** What the fixture app's config files read. */
export function fixtureEnv(dir: string, options: FixtureOptions): Record<string, string> {
  return {
    FIXTURE_DATABASE: JSON.stringify(options.connection ?? sqliteIn(dir)),
    FIXTURE_PUBLIC_DIR: path.join(dir, 'public'),
    FIXTURE_PLUGIN: options.plugin === false ? 'off' : 'on',
    FIXTURE_PLUGIN_CONFIG: JSON.stringify(options.config ?? {}),
    FIXTURE_WEBHOOKS_CONFIG: JSON.stringify(options.webhooks ?? {}),
    FIXTURE_LOG_LEVEL: options.logLevel ?? 'error',
    STRAPI_TELEMETRY_DISABLED: 'true',
    NODE_ENV: options.nodeEnv ?? 'test',
  };
}

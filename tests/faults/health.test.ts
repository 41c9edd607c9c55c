import { rmSync } from 'node:fs';
import type { Health } from '../../contracts/health';
import { startLink, type DatabaseLink } from '../helpers/database-link';
import { postgresAt, urlIn, type OwnDatabase } from '../helpers/databases';
import { until } from '../helpers/receiver';
import { newToken } from '../helpers/rest';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

/** Far less than Strapi waits for a connection to its database. */
const AT_MOST_MS = 30_000;

let dir: string;
let link: DatabaseLink;
let own: OwnDatabase;
let app: TestStrapi;
let token: string;

beforeAll(async () => {
  // What Strapi's pool says of the connections that ended.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  dir = temporaryDir();
  link = await startLink(urlIn('PG_URL'));
  own = await postgresAt(link.url).create(dir);
  // What the plugin says of a database that is not there is expected here.
  app = await startStrapi({ dir, connection: own.connection, logLevel: 'fatal' });
  token = await newToken(app, { type: 'read-only' });
});

afterEach(async () => {
  link.restore();
  await until(
    async () => (await health()).status === 200,
    () => 'it is not well again'
  );
});

afterAll(async () => {
  await app?.stop();
  await own?.drop();
  await link?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function health(): Promise<{ status: number; data: Health }> {
  const response = await fetch(`${app.url}/api/lifecycle-webhooks/health`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(AT_MOST_MS),
  });
  const { data } = (await response.json()) as { data: Health };
  return { status: response.status, data };
}

const DOWN = { status: 'down', reasons: ['database-unreachable'] };

test.each(['hang', 'refuse'] as const)(
  'where the connections to the database %s, the answer is 503, and it comes',
  async (how) => {
    expect(await health()).toMatchObject({ status: 200, data: { status: 'ok', reasons: [] } });
    link[how]();
    expect(await health()).toEqual({ status: 503, data: DOWN });
    const known = await app.service('health').check();
    expect(known).toMatchObject({ ...DOWN, backlog: null, outbox: null, oldestPendingMs: null });
    expect(known).toMatchObject({ database: { isReachable: false } });
  }
);

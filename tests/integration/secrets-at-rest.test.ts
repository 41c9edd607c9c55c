import { rmSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import type { DeliveryDetail } from '../../contracts/domain';
import { documentsOf } from '../helpers/documents';
import { drained } from '../helpers/events';
import { logToFile, type LogFile } from '../helpers/log-file';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const TOKEN = 'Bearer the-token';
const WARNING = 'admin.secrets.encryptionKey is not set';

let receiver: Receiver;
let app: TestStrapi | undefined;
let log: LogFile;
const dir = temporaryDir();

beforeAll(async () => {
  receiver = await startReceiver();
});

beforeEach(() => {
  log = logToFile();
});

afterEach(async () => {
  await app?.stop();
  app = undefined;
  receiver.clear();
  log.stop();
  delete process.env.FIXTURE_ENCRYPTION_KEY;
  delete process.env.FIXTURE_APP_KEYS;
});

afterAll(async () => {
  await receiver?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Starts the site on the database there is, with these keys. */
async function start(keys: { encryptionKey: string; appKeys: string }): Promise<TestStrapi> {
  process.env.FIXTURE_ENCRYPTION_KEY = keys.encryptionKey;
  process.env.FIXTURE_APP_KEYS = keys.appKeys;
  app = await startStrapi({ dir, logLevel: 'debug', config: { retrySchedule: ['0s'] } });
  return app;
}

/** Tells of a new note. @returns the delivery of it, and what the receiver got. */
async function deliver(site: TestStrapi) {
  receiver.clear();
  const deliveries = site.service('deliveries');
  const newestDelivery = async () => (await deliveries.findMany({ pageSize: 1 })).data[0];
  const before = await newestDelivery();
  await documentsOf(site, 'api::note.note').create({ data: { text: 'é' } });
  let delivery: DeliveryDetail | null = null;
  await until(
    async () => {
      const newest = await newestDelivery();
      if (newest === undefined || newest.id === before?.id) return false;
      if (newest.status === 'pending' || newest.status === 'sending') return false;
      delivery = await deliveries.findOne(newest.id);
      return true;
    },
    () => 'not delivered'
  );
  await drained(site);
  return { delivery: delivery as DeliveryDetail | null, request: receiver.requests[0] };
}

async function stored(site: TestStrapi): Promise<Record<string, unknown>> {
  return site.strapi.db.getConnection('lifecycle_webhooks').first();
}

async function onlyId(site: TestStrapi): Promise<string> {
  return (await site.service('webhooks').findMany()).data[0]?.id ?? '';
}

// One site, started again and again with other keys.
describe('a site', () => {
  test('without an encryption key seals under its app key, and is told once what to set', async () => {
    const site = await start({ encryptionKey: '', appKeys: 'old' });
    expect(log.lines(WARNING)).toEqual([]);
    const strapiWarned = log.lines('Encryption key is missing').length;
    await site.service('webhooks').create({
      name: 'new notes',
      url: receiver.url,
      events: 'entry.create',
      secret: SECRET,
      headers: [{ name: 'X-Token', value: TOKEN, secret: true }],
    });
    expect(await stored(site)).toMatchObject({ secret: expect.stringMatching(/^app-keys:/) });
    const { request } = await deliver(site);
    expect(request?.headers['x-token']).toBe(TOKEN);
    expect(log.lines(WARNING)).toHaveLength(1);
    expect(log.lines(WARNING)[0]).toContain('warn');
    // Strapi's own service warns at every call, and is not called.
    expect(log.lines('Encryption key is missing')).toHaveLength(strapiWarned);
  });

  test('is told so at each start, as something is sealed that way', async () => {
    await start({ encryptionKey: '', appKeys: 'old' });
    expect(log.lines(WARNING)).toHaveLength(1);
  });

  test('that sets the key later, and rotates its app keys, still signs, and seals by Strapi', async () => {
    const site = await start({ encryptionKey: 'a new encryption key', appKeys: 'new,old' });
    const { request } = await deliver(site);
    const verified = new Webhook(SECRET).verify(
      request?.body ?? '',
      request?.headers as Record<string, string>
    );
    expect(verified).toEqual(request?.json);
    expect(request?.headers['x-token']).toBe(TOKEN);
    expect(log.lines('ncryption')).toEqual([]);

    await site.service('webhooks').rotateSecret(await onlyId(site), { secret: 'another secret' });
    const row = await stored(site);
    expect(row).toMatchObject({ secret: expect.stringMatching(/^strapi:v1:/) });
    expect(JSON.stringify(row.previous_secrets)).toContain('app-keys:');
    expect((await deliver(site)).request?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  });

  test('that lost its keys sends nothing unsigned: the attempt says what to do', async () => {
    const site = await start({ encryptionKey: 'another key', appKeys: 'new' });
    const { delivery, request } = await deliver(site);
    expect(request).toBeUndefined();
    expect(delivery).toMatchObject({ status: 'failed', reason: 'secret', responseCode: null });
    expect(delivery?.attempts[0]?.responseBody).toContain(
      'Restore that one in config/admin, or set the secret again'
    );
    expect(log.lines('cannot be decrypted')).not.toEqual([]);
  });

  test('signs again once secret and header are set again, with the new ones alone', async () => {
    const site = await start({ encryptionKey: 'another key', appKeys: 'new' });
    const id = await onlyId(site);
    await site.service('webhooks').update(id, { secret: 'yet another one' });
    expect((await deliver(site)).delivery?.attempts[0]?.responseBody).toContain(
      "The value of header 'X-Token' cannot be read"
    );
    await site.service('webhooks').update(id, {
      headers: [{ name: 'X-Token', value: 'another', secret: true }],
    });
    const { delivery, request } = await deliver(site);
    expect(delivery?.status).toBe('delivered');
    expect(request?.headers['x-token']).toBe('another');
    expect(request?.headers['webhook-signature']).toMatch(/^v1,\S+$/);
  });
});

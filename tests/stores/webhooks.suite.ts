import { randomUUID } from 'node:crypto';
import { createWebhookStore, type NewWebhook } from '../../server/src/stores/webhook-store';
import { ODD, type StoreHarness } from './tables';

const WEBHOOK: Omit<NewWebhook, 'id'> = {
  ...{ key: null, managed: false, name: ODD, description: ODD, url: 'https://example.com/in' },
  ...{ events: ['entry.*'], contentTypes: ['api::note.note'], locales: ['fr'], enabled: true },
  ...{ disabledReason: null, disabledAt: null, method: 'PUT', contentType: 'application/json' },
  ...{ headers: [{ name: 'X-Odd', value: ODD }], sealedSecret: 'sealed', secretHint: '…abcd' },
  ...{ secretCreatedAt: 1_700_000_000_123, publicKey: null, format: 'thin' },
  previousSecrets: [{ sealed: 'before', until: 1_700_000_000_456 }],
  ...{ includePrevious: true, includeActor: true, fields: ['title'], populate: { author: true } },
  ...{ condition: { entry: { title: { $eq: ODD } } }, transform: '$', maxAttempts: 3 },
  ...{ timeoutMs: 5_000, rateLimitPerSecond: 2, concurrency: 4, ordering: 'document' },
  ...{ coalesceMs: 1_000, signatureSchemes: ['hex'] },
};

export function webhookSuite(harness: () => StoreHarness) {
  const webhooks = () => {
    const { db, layer, environment } = harness();
    return createWebhookStore(layer, db, randomUUID, environment);
  };
  const create = (other: Partial<NewWebhook> = {}) =>
    webhooks().create({ id: harness().newId('whk'), ...WEBHOOK, ...other });

  test('are answered as they were written, with where that was', async () => {
    const { id } = await create({ key: 'a-key' });
    const { environment } = harness();
    const written = { id, ...WEBHOOK, key: 'a-key', environment };
    expect(await webhooks().findOne(id)).toMatchObject(written);
    expect(await webhooks().findByKey('a-key')).toMatchObject(written);
    expect(await webhooks().findOne('whk_none')).toBeNull();
  });

  test('are disabled once, however many instances want to, and by the first reason', async () => {
    const { id } = await create();
    const tries = await Promise.all(
      ['one', 'two', 'three', 'four'].map((reason) => webhooks().disable({ id }, reason, 5))
    );
    const told = tries.filter((webhook) => webhook !== null);
    expect(told).toHaveLength(1);
    expect(await webhooks().findOne(id)).toMatchObject({
      ...{ enabled: false, disabledAt: 5, disabledReason: told[0]?.disabledReason },
    });
  });

  test('are disabled for what a receiver said only while it is theirs', async () => {
    const { id, url } = await create();
    await webhooks().edit(id, () => ({ url: 'https://example.com/other' }));
    expect(await webhooks().disable({ id, url }, 'http-410', 5)).toBeNull();
    const other = { id, url: 'https://example.com/other' };
    expect(await webhooks().disable(other, 'http-410', 5)).toMatchObject({ enabled: false });
  });

  test('edited by several at once have all their changes, each made of the one before', async () => {
    const { id } = await create({ maxAttempts: 0 });
    const one = () =>
      webhooks().edit(id, ({ maxAttempts }) => ({ maxAttempts: (maxAttempts ?? 0) + 1 }));
    await Promise.all(Array.from({ length: 8 }, one));
    expect((await webhooks().findOne(id))?.maxAttempts).toBe(8);
    expect(await webhooks().edit('whk_none', () => ({}))).toBeNull();
  });

  test('have a revision that differs after whatever was done to any of them', async () => {
    const seen = [await webhooks().revision()];
    const note = async () => void seen.push(await webhooks().revision());
    const { id } = await create();
    await note();
    await webhooks().edit(id, () => ({}));
    await note();
    await webhooks().disable({ id }, 'http-410', 5);
    await note();
    await create();
    await note();
    expect(await webhooks().delete(id)).toBe(true);
    await note();
    expect(new Set(seen).size).toBe(seen.length);
    expect(await webhooks().delete(id)).toBe(false);
    expect(await webhooks().revision()).toBe(seen.at(-1));
  });
}

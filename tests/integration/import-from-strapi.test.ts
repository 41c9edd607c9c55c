import { errors } from '@strapi/utils';
import { documentsOf } from '../helpers/documents';
import { drained } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const TOKEN = 'Bearer of the original';

let receiver: Receiver;
let app: TestStrapi;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi({ config: { limits: { webhooks: 3 } } });
});

afterEach(async () => {
  const { data } = await webhooks().findMany({ pageSize: 100 });
  for (const { id } of data) await webhooks().delete(id);
  const store = app.strapi.get('webhookStore');
  for (const original of await store.findWebhooks()) {
    await store.deleteWebhook(original.id);
    app.strapi.get('webhookRunner').remove(original);
  }
  receiver.clear();
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

const webhooks = () => app.service('webhooks');
const originals = () => app.strapi.get('webhookStore').findWebhooks();

/** One of Strapi's own, as its admin panel makes one. */
async function original(more: object = {}, path = '/original'): Promise<string> {
  const row = {
    name: 'an original',
    url: receiver.url + path,
    headers: {},
    events: ['entry.create'],
    enabled: true,
    ...more,
  };
  // Past its store, which would refuse events of the Enterprise edition here.
  const { id } = await app.strapi.db.query('strapi::webhook').create({ data: row });
  const found = (await originals()).find((one: { id: string }) => one.id === String(id));
  if (found === undefined) throw new Error('it was not made');
  app.strapi.get('webhookRunner').add(found);
  return String(id);
}

const newNote = () => documentsOf(app, 'api::note.note').create({ data: { text: 'a' } });

test("Strapi's own webhooks are copied with their headers, whose values are secret", async () => {
  const events = ['entry.create', 'media.update'];
  const originalId = await original({ events, headers: { Authorization: TOKEN, Empty: '' } });
  const disabledId = await original({ name: 'not in use', enabled: false }, '/disabled');
  const result = await webhooks().importFromStrapi();
  expect(result).toEqual({
    imported: [
      { id: expect.any(String), originalId, name: 'an original', ...nothingSkipped },
      { id: expect.any(String), originalId: disabledId, name: 'not in use', ...nothingSkipped },
    ],
    skipped: [],
    disabledOriginals: [],
  });
  expect(await webhooks().findOne(String(result.imported[0]?.id))).toMatchObject({
    name: 'an original',
    url: `${receiver.url}/original`,
    events,
    enabled: true,
    managed: false,
    headers: [
      { name: 'Authorization', value: null, secret: true },
      { name: 'Empty', value: '' },
    ],
  });
  expect(await webhooks().findOne(String(result.imported[1]?.id))).toMatchObject({
    enabled: false,
    disabledReason: null,
  });
  const rows = await app.strapi.db.connection('lifecycle_webhooks').select('*');
  expect(JSON.stringify(rows)).not.toContain(TOKEN);

  // The original still sends too.
  await newNote();
  const requests = await receiver.waitFor(2);
  expect(requests.map(({ headers }) => headers.authorization)).toEqual([TOKEN, TOKEN]);
});

const nothingSkipped = { skippedEvents: [], skippedHeaders: [] };

test('with disableOriginals a change is sent once, with the signature and id of the plugin', async () => {
  const originalId = await original();
  const { disabledOriginals } = await webhooks().importFromStrapi({ disableOriginals: true });
  expect(disabledOriginals).toEqual([originalId]);
  expect(await originals()).toMatchObject([{ id: originalId, isEnabled: false }]);
  await newNote();
  await receiver.waitFor(1);
  await drained(app);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(receiver.requests.map(({ headers }) => headers['webhook-id'])).toEqual([
    expect.stringMatching(/^evt_/),
  ]);
});

test('a second import makes no duplicates, and changes nothing of the first', async () => {
  const originalId = await original();
  const first = await webhooks().importFromStrapi();
  const id = String(first.imported[0]?.id);
  await webhooks().update(id, { name: 'renamed' });
  const second = await webhooks().importFromStrapi({ disableOriginals: true });
  expect(second).toEqual({
    imported: [],
    skipped: [{ originalId, name: 'an original', reason: 'already imported' }],
    disabledOriginals: [originalId],
  });
  const third = await webhooks().importFromStrapi({ disableOriginals: true });
  expect(third).toEqual({ ...second, disabledOriginals: [] });
  expect((await webhooks().findMany()).data).toMatchObject([
    { id, name: 'renamed', enabled: true },
  ]);
});

test('events that the plugin does not have are reported, and the original keeps them', async () => {
  const events = ['entry.create', 'releases.publish'];
  const headers = { 'Content-Type': 'text/plain', 'X-A': '1' };
  const originalId = await original({ events, headers });
  const onlyOthersId = await original({ events: ['releases.publish'] });
  const result = await webhooks().importFromStrapi({ disableOriginals: true });
  expect(result).toMatchObject({
    imported: [
      { originalId, skippedEvents: ['releases.publish'], skippedHeaders: ['Content-Type'] },
    ],
    skipped: [{ originalId: onlyOthersId, reason: expect.stringContaining('event') }],
    disabledOriginals: [originalId],
  });
  expect(await originals()).toMatchObject([
    { isEnabled: true, events: ['releases.publish'] },
    { isEnabled: true, events: ['releases.publish'] },
  ]);
});

test('one that could not be sent to is skipped with the reason, the others are imported', async () => {
  const wrongId = await original({ url: 'ftp://files.example' });
  const rightId = await original();
  expect(await webhooks().importFromStrapi({ disableOriginals: true })).toMatchObject({
    imported: [{ originalId: rightId }],
    skipped: [{ originalId: wrongId, reason: expect.stringContaining('http:// or https://') }],
    disabledOriginals: [rightId],
  });
});

test('where there would be too many, nothing is imported and no original disabled', async () => {
  for (let count = 0; count < 4; count += 1) await original();
  const failure: unknown = await webhooks()
    .importFromStrapi({ disableOriginals: true })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(errors.ValidationError);
  expect(String(failure)).toContain('limits.webhooks');
  expect((await webhooks().findMany()).data).toEqual([]);
  expect((await originals()).every(({ isEnabled }: { isEnabled: boolean }) => isEnabled)).toBe(
    true
  );
  await newNote();
  expect(await receiver.waitFor(4)).toHaveLength(4);
});

test('anything but its option is refused', async () => {
  await expect(webhooks().importFromStrapi({ disable: true } as never)).rejects.toThrow('disable');
  await expect(webhooks().importFromStrapi({ disableOriginals: 'yes' } as never)).rejects.toThrow(
    'disableOriginals'
  );
});

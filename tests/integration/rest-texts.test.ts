import { startDeliveries, type DeliverySetup } from './delivery-setup';
import { restClient } from '../helpers/rest';
import { wholeDatabase } from '../helpers/tables';
import { contentApi, expectRefusal, type Call } from './rest-setup';

// Texts that PostgreSQL or MySQL could not keep are refused on every database.

const TEXTS = [
  ['NUL', 'a\0b'],
  ['half of a character', 'a\ud800b'],
] as const;
const ARTICLE = 'api::article.article';

let setup: DeliverySetup;
let call: Call;
let id: string;
let minimal: object;

beforeAll(async () => {
  setup = await startDeliveries({ config: { eventTypes: [{ type: 'order.paid' }] } });
  call = contentApi(await restClient(setup.app));
  minimal = { name: 'a webhook', url: setup.receiver.url, events: ['order.paid'] };
  id = await setup.webhook({ events: ['order.paid'] });
});
afterAll(() => setup?.stop());

/** Of a webhook: a field and what the text is put into. */
const FIELDS: [string, (text: string) => unknown][] = [
  ...['name', 'description', 'key', 'url', 'secret', 'method', 'format', 'ordering'].map(
    (name): [string, (text: string) => unknown] => [name, (text) => `https://${text} long enough`]
  ),
  ['transform', (text) => `"${text}"`],
  ['locales', (text) => ['en', text]],
  ['events', (text) => ['order.paid', text]],
  ['contentTypes', (text) => [text]],
  ['signatureSchemes', (text) => [text]],
  ['headers', (text) => [{ name: 'X-Text', value: text }]],
  ['headers', (text) => [{ name: `X-${text}`, value: '' }]],
  ['fields', (text) => ['title', text]],
  ['populate', (text) => ({ author: { fields: [text] } })],
  ['populate', (text) => ({ [text]: true })],
  ['condition', (text) => ({ locale: { $in: ['en', text] } })],
  ['condition', (text) => ({ entry: { [text]: 1 } })],
];

describe.each(TEXTS)('%s is refused, naming the field,', (_name, text) => {
  test.each(FIELDS)('in %s of a webhook', async (field, containing) => {
    const before = await webhookRows();
    const given = { [field]: containing(text) };
    expectRefusal(await call('POST', '/webhooks', { ...minimal, ...given }), 400, field);
    expectRefusal(await call('PATCH', `/webhooks/${id}`, given), 400, field);
    for (const path of ['/match', '/preview', '/test']) {
      expectRefusal(await call('POST', path, { webhook: { ...minimal, ...given } }), 400, field);
      expectRefusal(await call('POST', path, { webhook: { id, ...given } }), 400, field);
    }
    expect(await webhookRows()).toEqual(before);
  });

  test.each([
    ['documentId', 'test', { documentId: text, uid: ARTICLE, event: 'entry.create' }],
    ['documentId', 'preview', { documentId: text }],
    ['uid', 'preview', { uid: text }],
    ['event', 'preview', { event: text }],
    ['locale', 'backfill', { locale: text }],
    ['contentTypes', 'backfill', { contentTypes: [text] }],
    ['since', 'backfill', { since: text }],
    ['since', 'replay', { since: text }],
    ['secret', 'rotate-secret', { secret: `${text} long enough` }],
  ])('in %s of a %s', async (field, verb, body) => {
    expectRefusal(await call('POST', `/webhooks/${id}/${verb}`, body), 400, field);
  });

  test('in the id of a draft', async () => {
    expectRefusal(await call('POST', '/preview', { webhook: { id: text } }), 400, 'webhook.id');
  });

  test.each(['documentId', 'uid', 'type'])('in %s of a query for deliveries', async (field) => {
    const query = { [field]: text };
    await expect(setup.app.service('deliveries').findMany(query)).rejects.toThrow(
      `${field}: holds`
    );
    // There is no way to write half of a character into a URL.
    if (!text.includes('\0')) return;
    const asked = `deliveries?${field}=${encodeURIComponent(text)}`;
    expectRefusal(await call('GET', `/${asked}`), 400, field);
    expectRefusal(await call('GET', `/webhooks/${id}/${asked}`), 400, field);
  });

  test('in a cursor that code brings', async () => {
    const query = { cursor: text };
    await expect(setup.app.service('events').findMany(query)).rejects.toThrow('cursor: holds');
    await expect(setup.app.service('deliveries').findMany(query)).rejects.toThrow('cursor: holds');
  });

  test('in what an event is about, but not in its data, which arrives as it is', async () => {
    const events = setup.app.service('events');
    const about = { documentId: text };
    await expect(events.emit('order.paid', {}, about)).rejects.toThrow('documentId: holds');
    setup.receiver.clear();
    await events.emit('order.paid', { text });
    await setup.receiver.waitFor(1);
    expect(setup.receiver.requests[0]?.json).toMatchObject({ data: { text } });
  });
});

async function webhookRows(): Promise<unknown> {
  const tables = JSON.parse(await wholeDatabase(setup.app)) as { table: string }[];
  return tables.find(({ table }) => table === 'lifecycle_webhooks');
}

import { Webhook as StandardWebhook } from 'standardwebhooks';
import type { JsonObject } from '../../contracts/domain';
import type { TestPreview } from '../../contracts/test-send';
import { documentsOf, queryOf } from '../helpers/documents';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

const SECRET = 'a secret of the receiver';
const DEFAULT_TOKEN = 'the-token-of-the-site';

let setup: DeliverySetup;

beforeAll(async () => {
  setup = await startDeliveries({
    webhooks: { defaultHeaders: { 'X-Site': 'of the site', 'X-Api-Key': DEFAULT_TOKEN } },
  });
});

afterEach(() => setup.clear());
afterAll(() => setup?.stop());

const tests = () => setup.app.service('test-send');
const articles = () => documentsOf(setup.app, 'api::article.article');
const newFile = () =>
  queryOf(setup.app, 'plugin::upload.file').create({
    data: {
      ...{ name: 'a.txt', hash: 'a', ext: '.txt', mime: 'text/plain' },
      ...{ size: 1, url: '/a.txt', provider: 'local' },
    },
  });

const entryOf = ({ body }: TestPreview): JsonObject =>
  (JSON.parse(body) as { entry: JsonObject }).entry;

describe('a preview', () => {
  test('is the request, and sends nothing', async () => {
    const id = await setup.webhook({ secret: SECRET, method: 'PUT' });
    const note = await setup.newNote();
    await setup.deliveryTo(id, 'delivered', 1);
    setup.receiver.clear();
    const options = { event: 'entry.create', uid: 'api::note.note' } as const;
    const preview = await tests().preview(id, options);
    expect(setup.receiver.requests).toEqual([]);
    expect(preview).toMatchObject({
      id: expect.stringMatching(/^evt_test_/),
      event: 'entry.create',
      uid: 'api::note.note',
      documentId: note.documentId,
      subject: 'newest',
      method: 'PUT',
      url: setup.receiver.url,
    });
    await tests().send(id, options);
    const [{ headers, body } = { headers: {}, body: '' }] = setup.receiver.requests;
    const ofClient = ['host', 'connection', 'content-length'];
    expect(Object.keys(preview.headers).map((name) => name.toLowerCase())).toEqual(
      expect.arrayContaining(Object.keys(headers).filter((name) => !ofClient.includes(name)))
    );
    expect(Object.keys(JSON.parse(preview.body))).toEqual(Object.keys(JSON.parse(body)));
    new StandardWebhook(Buffer.from(SECRET).toString('base64')).verify(
      preview.body,
      preview.headers
    );
  });

  test('shows nothing that is secret', async () => {
    const id = await setup.webhook({
      secret: SECRET,
      headers: [
        { name: 'X-Token', value: 'of the webhook', secret: true },
        { name: 'Authorization', value: 'shown to all' },
      ],
    });
    const preview = await tests().preview(id);
    expect(preview.headers).toMatchObject({
      'X-Token': '[secret]',
      Authorization: 'shown to all',
      'X-Site': '[secret]',
      'X-Api-Key': '[secret]',
    });
    for (const secret of [SECRET, 'of the webhook', DEFAULT_TOKEN]) {
      expect(JSON.stringify(preview)).not.toContain(secret);
    }
  });

  test('is of the document that is named', async () => {
    const id = await setup.webhook();
    const first = await setup.newNote();
    await setup.newNote();
    const options = { event: 'entry.update', uid: 'api::note.note' } as const;
    const preview = await tests().preview(id, { ...options, documentId: first.documentId });
    expect(preview).toMatchObject({ subject: 'chosen', documentId: first.documentId });
    expect(entryOf(preview)).toMatchObject({ id: first.id });
    await expect(tests().preview(id, { ...options, documentId: 'nothing' })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining("documentId: there is no 'nothing' of api::note.note"),
    });
  });

  test('is of the version the event is about', async () => {
    const id = await setup.webhook();
    const { documentId } = await setup.notes.create({ data: { text: 'v1' }, status: 'published' });
    await setup.notes.update({ documentId, data: { text: 'v2' } });
    const options = { uid: 'api::note.note', documentId };
    const shown = async (event: 'entry.publish' | 'entry.unpublish' | 'entry.update') =>
      entryOf(await tests().preview(id, { ...options, event }));
    expect(await shown('entry.publish')).toMatchObject({
      text: 'v1',
      publishedAt: expect.any(String),
    });
    expect(await shown('entry.unpublish')).toMatchObject({ text: 'v1', publishedAt: null });
    expect(await shown('entry.update')).toMatchObject({ text: 'v2', publishedAt: null });
    await setup.notes.unpublish({ documentId });
    expect(await shown('entry.publish')).toMatchObject({
      text: 'v2',
      publishedAt: expect.any(String),
    });
  });

  test.each(['strapi', 'standard', 'thin'] as const)('is in the format %s', async (format) => {
    const id = await setup.webhook({ format, includePrevious: true });
    const { body } = await tests().preview(id, { event: 'entry.update', uid: 'api::note.note' });
    const written = JSON.parse(body) as JsonObject;
    const names = {
      strapi: ['id', 'event', 'createdAt', 'model', 'uid', 'entry', 'changes', 'previous'],
      standard: ['id', 'type', 'timestamp', 'data'],
      thin: ['id', 'eventType', 'webhookVersion', 'data', 'created', 'deliverySuccess'],
    };
    expect(Object.keys(written)).toEqual(names[format]);
  });

  test('is a form where the webhook wants one', async () => {
    const id = await setup.webhook({ contentType: 'application/x-www-form-urlencoded' });
    const { body, headers } = await tests().preview(id);
    expect(headers['Content-Type']).toBe('application/x-www-form-urlencoded');
    expect(new URLSearchParams(body).get('event')).toBe('entry.create');
  });

  test('of a media event is of the newest file, or of one that fits', async () => {
    const id = await setup.webhook({ events: 'media.*' });
    const made = await tests().preview(id);
    expect(made).toMatchObject({ event: 'media.create', subject: 'made-up' });
    const { media } = JSON.parse(made.body) as { media: JsonObject };
    expect(media).toMatchObject({ name: expect.any(String), mime: 'image/png', related: [] });
    expect(media).not.toHaveProperty('folderPath');

    const file = await newFile();
    const preview = await tests().preview(id, { event: 'media.update' });
    expect(preview).toMatchObject({ subject: 'newest', uid: 'plugin::upload.file' });
    const { media: real } = JSON.parse(preview.body) as { media: JsonObject };
    expect(real).toMatchObject({ id: file.id, name: 'a.txt' });
    expect(Object.keys(real).sort()).toEqual(Object.keys(media).sort());
    await queryOf(setup.app, 'plugin::upload.file').delete({ where: { id: file.id } });
  });

  test('of webhook.disabled is of the webhook itself', async () => {
    const id = await setup.webhook({ events: 'webhook.disabled', format: 'strapi' });
    const { body, documentId } = await tests().preview(id);
    expect(documentId).toBe(id);
    expect(JSON.parse(body)).toMatchObject({ event: 'webhook.disabled', data: { id } });
  });
});

describe('where there is no entry, one is made up', () => {
  test('that has the fields of a real one, and none that is not shown', async () => {
    const id = await setup.webhook();
    const options = { event: 'entry.create', uid: 'api::article.article' } as const;
    const made = await tests().preview(id, options);
    expect(made.subject).toBe('made-up');
    const entry = entryOf(made);

    const author = await queryOf(setup.app, 'api::author.author').create({ data: { name: 'A' } });
    const file = await newFile();
    const user = await queryOf(setup.app, 'plugin::users-permissions.user').create({
      data: { username: 'u', email: 'u@example.com', provider: 'local' },
    });
    await articles().create({
      data: {
        title: 'real',
        author: author.id,
        reviewer: user.id,
        cover: file.id,
        gallery: [file.id],
        seo: { metaTitle: 't', image: file.id, keywords: [{ label: 'k', token: 'p' }] },
        links: [{ label: 'l' }],
        sections: [
          { __component: 'sections.quote', text: 'q', person: author.id, speaker: user.id },
          { __component: 'sections.teaser', headline: 'h' },
        ],
      },
    });
    const real = await tests().preview(id, options);
    expect(real.subject).toBe('newest');
    const absent = ['categories', 'owner'];
    expect(skeleton(entry, absent)).toEqual(skeleton(entryOf(real), absent));
    for (const hidden of ['secretNote', 'previewPassword', 'internal', 'token', 'passphrase']) {
      expect(made.body).not.toContain(hidden);
    }
    expect(entry.reviewer).toEqual({ id: 1, documentId: expect.any(String) });
    expect(entry).not.toHaveProperty('createdBy');
  });
});

/** The names of all fields, at every depth. */
function skeleton(value: unknown, without: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => skeleton(item));
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !without.includes(name) && name !== 'settings')
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, member]) => [name, skeleton(member)])
  );
}

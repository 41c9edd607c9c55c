import { documentsOf, type Doc } from '../helpers/documents';
import { announcedBy, typesAndLocales, typesOf } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { adminClient, restClient, type RestClient } from '../helpers/rest';
import { addFrench, startStrapi, type TestStrapi } from '../helpers/strapi';

const NOTES = '/content-manager/collection-types/api::note.note';
const ARTICLES = '/content-manager/collection-types/api::article.article';

let app: TestStrapi;
let receiver: Receiver;
let rest: RestClient;
let admin: RestClient;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi();
  rest = await restClient(app);
  admin = await adminClient(app);
  await addFrench(app);
  await app.service('webhooks').create({
    name: 'everything',
    url: receiver.url,
    events: ['entry.*', 'media.*'],
  });
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

/** What one or more requests announce; every one of them must succeed. */
async function announced(...requests: (() => ReturnType<RestClient>)[]) {
  return announcedBy(app, receiver, async () => {
    for (const request of requests) {
      const { status, body } = await request();
      if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
    }
  });
}

const documentIdOf = (answer: { body: unknown }) =>
  (answer.body as { data: { documentId: string } }).data.documentId;

describe('the content API announces', () => {
  const create = (status: string) =>
    rest('POST', `/api/notes?status=${status}`, { data: { text: 'by REST' } });

  test('a create of a draft, and of a published entry', async () => {
    expect(typesOf(await announced(() => create('draft')))).toEqual(['entry.create']);
    expect(typesOf(await announced(() => create('published')))).toEqual([
      'entry.create',
      'entry.publish',
    ]);
  });

  test('an update of a draft, and of a published entry', async () => {
    const path = `/api/notes/${documentIdOf(await create('draft'))}`;
    const update = (status: string) => () =>
      rest('PUT', `${path}?status=${status}`, { data: { text: 'new' } });
    expect(typesOf(await announced(update('draft')))).toEqual(['entry.update']);
    expect(typesOf(await announced(update('published')))).toEqual([
      'entry.update',
      'entry.publish',
    ]);
  });

  test('a new locale, its publish and the delete of one', async () => {
    const created = await rest('POST', '/api/articles?status=draft', { data: { title: 'Hello' } });
    const path = `/api/articles/${documentIdOf(created)}?locale=fr`;
    const events = await announced(
      () => rest('PUT', `${path}&status=published`, { data: { title: 'Bonjour' } }),
      () => rest('DELETE', path)
    );
    expect(typesAndLocales(events)).toEqual([
      'entry.create fr',
      'entry.publish fr',
      'entry.delete fr',
    ]);
  });

  test('a delete once, with the published version', async () => {
    const documentId = documentIdOf(await create('published'));
    const events = await announced(() => rest('DELETE', `/api/notes/${documentId}`));
    expect(typesOf(events)).toEqual(['entry.delete']);
    expect(events[0]?.snapshot?.publishedAt).toEqual(expect.any(String));
  });

  test('a type without draft & publish, and a single type', async () => {
    const events = await announced(
      () => rest('POST', '/api/categories', { data: { name: 'a' } }),
      () => rest('PUT', '/api/homepage?status=published', { data: { headline: 'a' } }),
      () => rest('DELETE', '/api/homepage')
    );
    expect(typesOf(events)).toEqual([
      'entry.create',
      'entry.create',
      'entry.publish',
      'entry.delete',
    ]);
  });

  test('nothing for a request that is refused', async () => {
    const events = await announcedBy(app, receiver, async () => {
      expect((await rest('POST', '/api/articles', { data: {} })).status).toBe(400);
    });
    expect(events).toEqual([]);
  });
});

test('GraphQL announces create, update and delete', async () => {
  const graphql = (query: string) => () => rest('POST', '/graphql', { query });
  const events = await announced(
    graphql('mutation { createCategory(data: { name: "by GraphQL" }) { documentId } }')
  );
  expect(typesOf(events)).toEqual(['entry.create']);
  const id = events[0]?.documentId;
  const more = await announced(
    graphql(`mutation { updateCategory(documentId: "${id}", data: { name: "b" }) { name } }`),
    graphql(`mutation { deleteCategory(documentId: "${id}") { documentId } }`)
  );
  expect(typesOf(more)).toEqual(['entry.update', 'entry.delete']);
});

describe('the Content Manager announces', () => {
  const note = async (text: string) => documentIdOf(await admin('POST', NOTES, { text }));

  test('a create, an update, a publish, an unpublish and a delete', async () => {
    const documentId = await note('singly');
    const events = await announced(
      () => admin('PUT', `${NOTES}/${documentId}`, { text: 'b' }),
      () => admin('POST', `${NOTES}/${documentId}/actions/publish`, {}),
      () => admin('POST', `${NOTES}/${documentId}/actions/unpublish`, {}),
      () => admin('DELETE', `${NOTES}/${documentId}`)
    );
    // The panel saves what is in the form before it publishes: two actions, as Strapi tells them too.
    expect(typesOf(events)).toEqual([
      'entry.update',
      'entry.update',
      'entry.publish',
      'entry.unpublish',
      'entry.delete',
    ]);
  });

  test('a clone, and a discarded draft', async () => {
    const documentId = await note('to clone');
    await admin('POST', `${NOTES}/${documentId}/actions/publish`, {});
    const events = await announced(
      () => admin('POST', `${NOTES}/clone/${documentId}`, { text: 'clone' }),
      () => admin('PUT', `${NOTES}/${documentId}`, { text: 'draft' }),
      () => admin('POST', `${NOTES}/${documentId}/actions/discard`, {})
    );
    expect(typesOf(events)).toEqual(['entry.create', 'entry.update', 'entry.draft-discard']);
  });

  test('an unpublish that discards the draft as entry.unpublish, then entry.draft-discard', async () => {
    const documentId = await note('published');
    await admin('POST', `${NOTES}/${documentId}/actions/publish`, {});
    await admin('PUT', `${NOTES}/${documentId}`, { text: 'draft' });
    const events = await announced(() =>
      admin('POST', `${NOTES}/${documentId}/actions/unpublish`, { discardDraft: true })
    );
    expect(events.map((event) => [event.type, event.snapshot?.text])).toEqual([
      ['entry.unpublish', 'published'],
      ['entry.draft-discard', 'published'],
    ]);
  });

  test('bulk publish, unpublish and delete as singly', async () => {
    const documentIds = [await note('bulk 1'), await note('bulk 2'), await note('bulk 3')];
    const bulk = (action: string) => () =>
      admin('POST', `${NOTES}/actions/${action}`, { documentIds });
    const told = async (action: string) => {
      const events = await announced(bulk(action));
      return events.map((event) => [event.type, event.documentId]).sort();
    };
    const expected = (type: string) => documentIds.map((id) => [type, id]).sort();
    expect(await told('bulkPublish')).toEqual(expected('entry.publish'));
    expect(await told('bulkUnpublish')).toEqual(expected('entry.unpublish'));
    expect(await told('bulkDelete')).toEqual(expected('entry.delete'));
  });

  test('bulk publish of the locales of one article', async () => {
    const documentId = documentIdOf(await admin('POST', ARTICLES, { title: 'Hello' }));
    await admin('PUT', `${ARTICLES}/${documentId}?locale=fr`, { title: 'Bonjour' });
    const events = await announced(() =>
      admin('POST', `${ARTICLES}/actions/bulkPublish?locale=en&locale=fr`, {
        documentIds: [documentId],
      })
    );
    expect(typesAndLocales(events).sort()).toEqual(['entry.publish en', 'entry.publish fr']);
  });

  test('relations made in the editor, in the same event', async () => {
    const category: Doc = await documentsOf(app, 'api::category.category').create({
      data: { name: 'linked' },
    });
    const events = await announced(() =>
      admin('POST', ARTICLES, {
        title: 'With a category',
        categories: { connect: [{ id: category.id, documentId: category.documentId }] },
      })
    );
    expect(events[0]?.snapshot?.categories).toEqual([
      expect.objectContaining({ documentId: category.documentId, name: 'linked' }),
    ]);
  });
});

import type { JsonObject } from '../../contracts/domain';
import { documentsOf, queryOf, type Doc } from '../helpers/documents';
import { announcedBy } from '../helpers/events';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const ARTICLE = 'api::article.article';

let app: TestStrapi;
let receiver: Receiver;
let author: Doc;
let category: Doc;
let file: Doc;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi();
  author = await documentsOf(app, 'api::author.author').create({ data: { name: 'Ada' } });
  category = await documentsOf(app, 'api::category.category').create({ data: { name: 'News' } });
  file = await queryOf(app, 'plugin::upload.file').create({
    data: {
      name: 'a.txt',
      hash: 'a',
      ext: '.txt',
      mime: 'text/plain',
      size: 1,
      url: '/uploads/a.txt',
      provider: 'local',
      folderPath: '/',
    },
  });
  await app.service('webhooks').create({
    name: 'articles',
    url: receiver.url,
    events: ['entry.create', 'entry.update', 'entry.publish'],
    contentTypes: [ARTICLE],
  });
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

/** What Strapi would send to its own webhooks for an event, as JSON. */
async function strapisOwn(event: string, act: () => Promise<unknown>): Promise<JsonObject> {
  const payloads: JsonObject[] = [];
  const listener = async (payload: unknown) => {
    payloads.push(JSON.parse(JSON.stringify(payload)) as JsonObject);
  };
  app.strapi.eventHub.on(event, listener);
  try {
    await act();
    await until(
      () => payloads.length > 0,
      () => `Strapi emits no ${event}`
    );
  } finally {
    app.strapi.eventHub.off(event, listener);
  }
  return payloads[0] ?? {};
}

const full = () => ({
  title: 'Full',
  settings: { id: 1, nested: [null, true, 'x'] },
  author: author.documentId,
  categories: [category.documentId],
  cover: file.id,
  gallery: [file.id],
  seo: { metaTitle: 'x', image: file.id, keywords: [{ label: 'a', url: 'b' }] },
  links: [{ label: 'one' }, { label: 'two' }],
  sections: [
    { __component: 'sections.quote', text: 'said', person: author.documentId },
    { __component: 'sections.teaser', headline: 'come' },
  ],
});

test.each<[string, () => object]>([
  ['nothing set', () => ({ title: 'Bare' })],
  ['everything set', full],
  ['an empty component', () => ({ title: 'x', seo: {}, links: [{}] })],
  ['a component with half of it', () => ({ title: 'x', seo: { keywords: [{ label: 'a' }] } })],
  ['media alone', () => ({ title: 'x', gallery: [file.id] })],
  ['relations alone', () => ({ title: 'x', categories: [category.documentId] })],
  ['a dynamic zone alone', () => ({ title: 'x', sections: [{ __component: 'sections.quote' }] })],
])('an entry with %s is what Strapi sends of it', async (_name, data) => {
  const articles = documentsOf(app, ARTICLE);
  let own: JsonObject[] = [];
  const events = await announcedBy(app, receiver, async () => {
    let documentId = '';
    const created = await strapisOwn('entry.create', async () => {
      ({ documentId } = await articles.create({ data: data() }));
    });
    const updated = await strapisOwn('entry.update', () =>
      articles.update({ documentId, data: { slug: 'new' } })
    );
    const published = await strapisOwn('entry.publish', () => articles.publish({ documentId }));
    own = [created, updated, published];
  });

  expect(events.map((event) => event.snapshot)).toEqual(own.map((payload) => payload.entry));
  expect(events.map(({ model, uid }) => ({ model, uid }))).toEqual(
    own.map(({ model, uid }) => ({ model, uid }))
  );
});

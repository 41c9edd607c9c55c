const ARTICLE = 'api::article.article';
/** Milliseconds the webhooks of one change may take to arrive. */
const LIMIT_MS = 8_000;

/** A picture of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
);

const DRAFT = {
  title: 'Hello, receiver',
  body: 'This article lives for a second.',
  priority: 1,
  editorNotes: 'Private: never in a webhook.',
  seo: { metaTitle: 'Hello' },
  links: [{ label: 'Strapi', url: 'https://strapi.io' }],
  blocks: [{ __component: 'blocks.quote', text: 'Signed, sealed, delivered' }],
};

/** How many webhooks the story brings. */
export const EXPECTED = 6;

/** The life of an article and a file; each change waits for its webhooks, so that lines are in order. */
export async function tellStory({ client, ledger, signal }) {
  const tell = async (words, change, events) => {
    console.log(words);
    const documentId = await change();
    await ledger.expect(documentId, events, { limitMs: LIMIT_MS, signal });
  };

  let id;
  const slug = `hello-${Date.now()}`;
  await tell(
    'Create an article',
    async () => (id = (await client.create(ARTICLE, { ...DRAFT, slug })).documentId),
    ['entry.create']
  );
  const onArticle = (change) => async () => {
    await change();
    return id;
  };
  await tell(
    'Publish it: the panel first saves what is on the screen',
    onArticle(() => client.publish(ARTICLE, id, { title: 'Hello, world' })),
    ['entry.update', 'entry.publish']
  );
  await tell(
    'Unpublish it',
    onArticle(() => client.unpublish(ARTICLE, id)),
    ['entry.unpublish']
  );
  await tell(
    'Delete it',
    onArticle(() => client.delete(ARTICLE, id)),
    ['entry.delete']
  );
  await tell(
    'Upload a file',
    async () => (await client.upload('pixel.png', 'image/png', PIXEL)).documentId,
    ['media.create']
  );
}

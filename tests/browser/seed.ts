import type { ServerResponse } from 'node:http';
import type { FindDeliveriesResponse } from '../../contracts/deliveries';
import type { Delivery, Webhook } from '../../contracts/domain';
import type { CreateWebhookResponse, WebhookInput } from '../../contracts/webhooks';
import { until, type Received, type Receiver } from '../helpers/receiver';
import type { AdminApi } from './admin-api';

const ARTICLE = 'api::article.article';
const AUTHOR = 'api::author.author';
const CATEGORY = 'api::category.category';

/** What the pages of a site show that has been in use for a while. */
export interface SeededSite {
  webhooks: Record<'site' | 'newsletter' | 'warehouse' | 'intranet' | 'images' | 'search', Webhook>;
  /** Delivered, waiting for a retry, and failed. */
  deliveries: Record<'delivered' | 'pending' | 'failed', Delivery>;
  /** Of an article that several webhooks were told of. */
  articleId: string;
}

/** A webhook as code, which the playground reads from its environment. */
export function searchWebhookEnv(receiver: Receiver): Record<string, string> {
  return {
    SEARCH_WEBHOOK_URL: `${receiver.url}/search-index`,
    SEARCH_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 'search').toString('base64')}`,
  };
}

/** How the receivers of the site answer, each under a path of its own. */
function answerAsReceivers({ path, json: sent }: Received, response: ServerResponse): void {
  const json = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const isUpdate = sent.event === 'entry.update';
  if (path === '/newsletter') {
    json(503, { error: 'maintenance', message: 'The mailing service is being updated.' });
  } else if (path === '/warehouse' && isUpdate) {
    json(500, { error: 'duplicate key value violates unique constraint "articles_pkey"' });
  } else if (path === '/intranet') {
    json(410, { message: 'This address is no more.' });
  } else {
    json(200, { ok: true });
  }
}

const TITLES = [
  'Harbour reopens after the storm',
  'Ten quiet places to read in Lisbon',
  'What the new train timetable means',
  'A short history of the lighthouse',
  'The bakery that never closes',
  'Interview: twenty years of night shifts',
  'How to repair almost anything',
  'The orchard at the end of the line',
];

export async function seedSite(api: AdminApi, receiver: Receiver): Promise<SeededSite> {
  receiver.answerWith(answerAsReceivers);
  const webhooks = await createWebhooks(api, receiver.url);
  const articles = await writeArticles(api);
  await until(
    async () => (await deliveriesOf(api)).every(({ attemptCount }) => attemptCount > 0),
    () => 'the first attempt of every delivery'
  );
  const deliveries = {
    delivered: await firstDelivery(api, `status=delivered&webhookId=${webhooks.site.id}`),
    pending: await firstDelivery(api, `status=pending&webhookId=${webhooks.newsletter.id}`),
    failed: await firstDelivery(api, `status=failed&webhookId=${webhooks.warehouse.id}`),
  };
  await showRealUrls(api, webhooks);
  return {
    webhooks,
    deliveries,
    articleId: articles.at(-1) ?? '',
  };
}

async function createWebhooks(api: AdminApi, url: string): Promise<SeededSite['webhooks']> {
  const create = async (input: WebhookInput) =>
    (await api<CreateWebhookResponse>('POST', '/lifecycle-webhooks/webhooks', input))
      .data as Webhook;
  const known = await api<{ data: Webhook[] }>('GET', '/lifecycle-webhooks/webhooks');
  const search = known.data.find(({ key }) => key === 'search-index');
  if (search === undefined) throw new Error('the playground has no webhook as code');
  return {
    search,
    site: await create({
      name: 'Website',
      description: 'Builds the pages anew that a change is on.',
      url: `${url}/site`,
      events: ['entry.create', 'entry.update', 'entry.publish', 'entry.unpublish', 'entry.delete'],
      headers: [
        { name: 'X-Team', value: 'web' },
        { name: 'Authorization', value: 'Bearer site-build-token', secret: true },
      ],
      generateSecret: true,
    }),
    newsletter: await create({
      name: 'Newsletter',
      description: 'Tells subscribers of new articles.',
      url: `${url}/newsletter`,
      events: ['entry.publish'],
      contentTypes: [ARTICLE],
      format: 'standard',
      generateSecret: true,
    }),
    warehouse: await create({
      name: 'Data warehouse',
      url: `${url}/warehouse`,
      events: ['entry.*'],
      contentTypes: [ARTICLE, AUTHOR],
      maxAttempts: 1,
      generateSecret: true,
    }),
    intranet: await create({
      name: 'Old intranet',
      url: `${url}/intranet`,
      events: ['entry.delete'],
    }),
    images: await create({
      name: 'Image pipeline',
      url: `${url}/images`,
      events: ['media.*'],
      enabled: false,
      generateSecret: true,
    }),
  };
}

/** Nothing is sent from now on: what the pages show need not be the receiver of the tests. */
async function showRealUrls(api: AdminApi, webhooks: SeededSite['webhooks']): Promise<void> {
  const urls = {
    site: 'https://www.example.com/api/rebuild',
    newsletter: 'https://mail.example.com/hooks/strapi',
    warehouse: 'https://data.example.com/ingest/articles',
    intranet: 'https://intranet.example.com/news',
    images: 'https://images.example.com/process',
  };
  for (const [name, url] of Object.entries(urls)) {
    const { id } = webhooks[name as keyof typeof urls];
    await api('PATCH', `/lifecycle-webhooks/webhooks/${id}`, { url });
  }
}

/** @returns document ids, in order */
async function writeArticles(api: AdminApi): Promise<string[]> {
  type Written = { data: { documentId: string } };
  const path = (uid: string, rest = '') => `/content-manager/collection-types/${uid}${rest}`;
  const create = async (uid: string, entry: object) =>
    (await api<Written>('POST', path(uid), entry)).data.documentId;

  const author = await create(AUTHOR, { name: 'Ada Byron', bio: 'Writes about numbers.' });
  const category = await create(CATEGORY, { name: 'City', slug: 'city' });
  const ids: string[] = [];
  for (const [index, title] of TITLES.entries()) {
    const entry = {
      title,
      slug: `article-${index + 1}`,
      body: 'The ferry was late again, and nobody minded.',
      priority: index,
      author: { connect: [{ documentId: author }] },
      categories: { connect: [{ documentId: category }] },
      links: [{ label: 'Timetable', url: 'https://example.com/timetable' }],
    };
    const id = await create(ARTICLE, entry);
    ids.push(id);
    await api('POST', path(ARTICLE, `/${id}/actions/publish`), { title, priority: index + 1 });
  }
  await api('POST', path(ARTICLE, `/${ids[0]}/actions/unpublish`), {});
  await api('DELETE', path(ARTICLE, `/${ids[1]}`));
  return ids;
}

async function deliveriesOf(api: AdminApi, filter = ''): Promise<Delivery[]> {
  const path = `/lifecycle-webhooks/deliveries?pagination[pageSize]=100&${filter}`;
  return (await api<FindDeliveriesResponse>('GET', path)).data;
}

async function firstDelivery(api: AdminApi, filter: string): Promise<Delivery> {
  let found: Delivery | undefined;
  await until(
    async () => (found = (await deliveriesOf(api, filter))[0]) !== undefined,
    () => `a delivery with ${filter}`
  );
  return found as Delivery;
}

import { screen, server } from '@strapi/strapi/admin/test';
import { http, HttpResponse, type JsonBodyType } from 'msw';
import WebhooksRoutes from '../../admin/src/pages/WebhooksRoutes';
import type { Webhook } from '../../contracts/domain';
import { aCatalogue, ARTICLE } from './edit-catalogue';
import { aWebhook } from './factories';
import { renderPanel, serve, type Permission } from './panel';

export const BASE = '/settings/lifecycle-webhooks/webhooks';

const aPreview = {
  id: 'evt_test_1',
  event: 'entry.create',
  uid: ARTICLE,
  documentId: 'shs7article',
  subject: 'newest',
  method: 'POST',
  url: 'https://search.example.com/webhook',
  headers: { 'Content-Type': 'application/json' },
  body: '{"event":"entry.create"}',
};

/** The page of a webhook that is stored, or `new`. */
export function open(id: string, webhook: Partial<Webhook> = {}, may?: Permission[]) {
  const stored = aWebhook(webhook);
  serve('get', '/event-types', () => JSON.parse(JSON.stringify(aCatalogue())));
  serve('get', '/webhooks/:id', () => ({ data: JSON.parse(JSON.stringify(stored)) }));
  const matched = serve('post', '/match', { data: { matched: 12, unknown: 0, of: 50 } });
  const previewed = serve('post', '/preview', { data: aPreview });
  const panel = renderPanel(<WebhooksRoutes />, {
    at: `${BASE}/${id}`,
    path: `${BASE}/*`,
    may,
  });
  return { ...panel, matched, previewed };
}

export const openNew = () => open('new');
export const save = () => screen.getByRole('button', { name: 'Save' });
export const tab = (name: string) => screen.getByRole('tab', { name });
export const serveUpdate = (answer: Partial<Webhook> = {}) =>
  serve('put', '/webhooks/:id', () => ({ data: JSON.parse(JSON.stringify(aWebhook(answer))) }));

export async function fillNew({ user }: ReturnType<typeof open>) {
  await user.type(await screen.findByLabelText(/^Name/), 'Search');
  await user.type(screen.getByLabelText(/^URL/), 'https://example.com/webhook');
  await user.click(screen.getByRole('checkbox', { name: 'Publish' }));
}

/** Answers a route of the plugin when it is told to, once for every request there is by then. */
export function serveLater(method: 'get' | 'post' | 'put', path: string) {
  const waiting: ((answer: JsonBodyType) => void)[] = [];
  server.use(
    http[method](`http://localhost:1337/lifecycle-webhooks${path}`, async () =>
      HttpResponse.json(await new Promise<JsonBodyType>((resolve) => waiting.push(resolve)))
    )
  );
  return {
    waiting,
    answer: (body: JsonBodyType) => waiting.splice(0).forEach((resolve) => resolve(body)),
  };
}

import type { Locator, Page } from 'playwright-core';
import type { SeededSite } from './seed';

const SETTINGS = '/settings/lifecycle-webhooks';
const ARTICLES = '/content-manager/collection-types/api::article.article';

export interface OurPage {
  path(site: SeededSite): string;
  /** Done once it is open. */
  act?(page: Page): Promise<void>;
  /** All that is in `main` unless given. */
  ours?(page: Page): Locator;
}

/** Every page that is ours or has a part of ours, by the name its pictures have; with what is ours of it. */
export const PAGES: Record<string, OurPage> = {
  overview: { path: () => `${SETTINGS}/overview` },
  webhooks: { path: () => `${SETTINGS}/webhooks` },
  'webhook-new': { path: () => `${SETTINGS}/webhooks/new` },
  'webhook-edit': { path: ({ webhooks }) => `${SETTINGS}/webhooks/${webhooks.site.id}` },
  ...Object.fromEntries(
    ['Signature', 'Headers', 'Body', 'Delivery'].map((name): [string, OurPage] => [
      `webhook-${name.toLowerCase()}`,
      {
        path: ({ webhooks }) => `${SETTINGS}/webhooks/${webhooks.site.id}`,
        act: (page) => page.getByRole('tab', { name, exact: true }).click(),
      },
    ])
  ),
  'webhook-rotate': {
    path: ({ webhooks }) => `${SETTINGS}/webhooks/${webhooks.site.id}`,
    act: (page) => page.getByRole('button', { name: 'Rotate secret' }).click(),
    ours: (page) => page.getByRole('dialog'),
  },
  'webhook-in-code': { path: ({ webhooks }) => `${SETTINGS}/webhooks/${webhooks.search.id}` },
  'webhook-stopped': { path: ({ webhooks }) => `${SETTINGS}/webhooks/${webhooks.intranet.id}` },
  deliveries: { path: () => `${SETTINGS}/deliveries` },
  'deliveries-failed': { path: () => `${SETTINGS}/deliveries?status=failed` },
  'delivery-delivered': {
    path: ({ deliveries }) => `${SETTINGS}/deliveries/${deliveries.delivered.id}`,
  },
  'delivery-pending': {
    path: ({ deliveries }) => `${SETTINGS}/deliveries/${deliveries.pending.id}`,
  },
  'delivery-failed': {
    path: ({ deliveries }) => `${SETTINGS}/deliveries/${deliveries.failed.id}`,
  },
  'content-manager': {
    path: ({ articleId }) => `${ARTICLES}/${articleId}`,
    ours: (page) => page.getByRole('complementary').filter({ hasText: 'Webhook deliveries' }),
  },
  home: {
    path: () => '/',
    // What is above it in its frame is Strapi's.
    ours: (page) => page.getByRole('region', { name: 'Webhook health' }).getByRole('main'),
  },
};

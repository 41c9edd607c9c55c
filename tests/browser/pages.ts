import type { SeededSite } from './seed';

const SETTINGS = '/settings/lifecycle-webhooks';
const ARTICLES = '/content-manager/collection-types/api::article.article';

/** Every page of the panel that is ours or has a part of ours, by the name its pictures have. */
export function pagesOf({ webhooks, deliveries, articleId }: SeededSite): Record<string, string> {
  return {
    home: '/',
    overview: `${SETTINGS}/overview`,
    webhooks: `${SETTINGS}/webhooks`,
    'webhook-new': `${SETTINGS}/webhooks/new`,
    'webhook-edit': `${SETTINGS}/webhooks/${webhooks.site.id}`,
    'webhook-in-code': `${SETTINGS}/webhooks/${webhooks.search.id}`,
    'webhook-stopped': `${SETTINGS}/webhooks/${webhooks.intranet.id}`,
    deliveries: `${SETTINGS}/deliveries`,
    'delivery-delivered': `${SETTINGS}/deliveries/${deliveries.delivered.id}`,
    'delivery-pending': `${SETTINGS}/deliveries/${deliveries.pending.id}`,
    'delivery-failed': `${SETTINGS}/deliveries/${deliveries.failed.id}`,
    'content-manager': `${ARTICLES}/${articleId}`,
  };
}

import { Webhooks } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import { addressOf } from './addresses';
import { PLUGIN_ID } from './constants';
import { addDeliveriesPanel } from './content-manager/DeliveriesPanel';
import { message } from './hooks/useText';
import { PERMISSIONS } from './permissions';

export default {
  register(app: StrapiApp): void {
    app.registerPlugin({ id: PLUGIN_ID, name: 'Lifecycle Webhooks' });
    app.addSettingsLink({ id: PLUGIN_ID, intlLabel: message('plugin.name') }, [
      {
        id: `${PLUGIN_ID}-overview`,
        to: `${PLUGIN_ID}/overview`,
        intlLabel: message('nav.overview'),
        permissions: PERMISSIONS.readInsights,
        Component: () => import('./pages/OverviewRoute'),
      },
      {
        id: `${PLUGIN_ID}-webhooks`,
        to: `${PLUGIN_ID}/webhooks`,
        intlLabel: message('nav.webhooks'),
        permissions: PERMISSIONS.readWebhooks,
        Component: () => import('./pages/WebhooksRoutes'),
      },
      {
        id: `${PLUGIN_ID}-deliveries`,
        to: `${PLUGIN_ID}/deliveries`,
        intlLabel: message('nav.deliveries'),
        permissions: PERMISSIONS.readDeliveries,
        Component: () => import('./pages/DeliveriesRoutes'),
      },
    ]);
    app.widgets.register([
      {
        id: 'health',
        pluginId: PLUGIN_ID,
        icon: Webhooks,
        title: message('home.title'),
        link: { label: message('home.open'), href: addressOf.overview() },
        permissions: PERMISSIONS.readInsights,
        component: async () => (await import('./home/HealthWidget')).HealthWidget,
      },
    ]);
    addDeliveriesPanel(app.getPlugin('content-manager').apis);
  },

  /** English is with the code, and what other languages lack is English. */
  async registerTrads({ locales }: { locales: string[] }) {
    return Promise.all(
      locales.map(async (locale) => ({ locale, data: prefixed(await translation(locale)) }))
    );
  },
};

async function translation(locale: string): Promise<Record<string, string>> {
  if (locale === 'de') return (await import('./translations/de')).default;
  if (locale === 'fr') return (await import('./translations/fr')).default;
  if (locale === 'en') return (await import('./translations/en')).default;
  return {};
}

function prefixed(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [`${PLUGIN_ID}.${key}`, text])
  );
}

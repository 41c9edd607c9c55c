import type { StrapiApp } from '@strapi/strapi/admin';

const PLUGIN_ID = 'lifecycle-webhooks';

export default {
  register(app: StrapiApp): void {
    app.registerPlugin({ id: PLUGIN_ID, name: 'Lifecycle Webhooks' });
  },
};

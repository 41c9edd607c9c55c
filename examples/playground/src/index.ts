import type { Core } from '@strapi/strapi';
import { prepareDemo } from './demo';

export default {
  async bootstrap({ strapi }: { strapi: Core.Strapi }) {
    await prepareDemo(strapi, process.env);
  },
};

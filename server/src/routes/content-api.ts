import { ENDPOINTS } from './endpoints';

/**
 * Under `/api/lifecycle-webhooks`, for API tokens. Strapi makes the scope of a route from its handler,
 * and refuses who has not got it.
 */
export const contentApiRoutes = () => ({
  type: 'content-api',
  routes: ENDPOINTS.map(({ method, path, handler }) => ({ method, path, handler, config: {} })),
});

import { fullName } from '../controllers/permissions';
import { ENDPOINTS, PANEL_ENDPOINTS } from './endpoints';

/** Under `/lifecycle-webhooks`, for administrators. */
export const adminRoutes = () => ({
  type: 'admin',
  routes: [...ENDPOINTS, ...PANEL_ENDPOINTS].map(({ method, path, handler, action }) => ({
    method,
    path,
    handler,
    config: {
      policies: [
        'admin::isAuthenticatedAdmin',
        { name: 'admin::hasPermissions', config: { actions: [fullName(action)] } },
      ],
    },
  })),
});

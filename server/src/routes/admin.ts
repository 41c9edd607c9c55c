import { fullName } from '../controllers/permissions';
import { ENDPOINTS } from './endpoints';

/** Under `/lifecycle-webhooks`, for administrators. */
export const adminRoutes = () => ({
  type: 'admin',
  routes: ENDPOINTS.map(({ method, path, handler, action }) => ({
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

import { useRBAC } from '@strapi/strapi/admin';
import { PERMISSIONS } from '../permissions';

/** Which pages may be linked to: who lacks them reads names and numbers. */
export interface MayRead {
  webhooks: boolean;
  deliveries: boolean;
}

export function useMayRead(): MayRead {
  const webhooks = useRBAC(PERMISSIONS.readWebhooks).allowedActions.canRead ?? false;
  const deliveries = useRBAC(PERMISSIONS.readDeliveries).allowedActions.canRead ?? false;
  return { webhooks, deliveries };
}

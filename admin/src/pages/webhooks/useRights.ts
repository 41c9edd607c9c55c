import { useRBAC } from '@strapi/strapi/admin';
import { PERMISSIONS } from '../../permissions';

// Outside of the hook: `useRBAC` asks again for every new array.
const CHANGES = [
  ...PERMISSIONS.createWebhooks,
  ...PERMISSIONS.updateWebhooks,
  ...PERMISSIONS.deleteWebhooks,
  ...PERMISSIONS.testWebhooks,
  ...PERMISSIONS.redeliver,
];

export interface Rights {
  canCreate: boolean;
  canUpdate: boolean;
  canDelete: boolean;
  canTest: boolean;
  canRedeliver: boolean;
  canReadInsights: boolean;
  canReadDeliveries: boolean;
  canReadPayloads: boolean;
}

/** What the user may do here; undefined until it is known. */
export function useRights(): Rights | undefined {
  const changes = useRBAC(CHANGES);
  // One at a time: `useRBAC` names what is allowed by the last word, which both have in common.
  const insights = useRBAC(PERMISSIONS.readInsights);
  const deliveries = useRBAC(PERMISSIONS.readDeliveries);
  const payloads = useRBAC(PERMISSIONS.readPayloads);
  const asked = [changes, insights, deliveries, payloads];
  if (asked.some(({ isLoading }) => isLoading)) return undefined;
  const { canCreate, canUpdate, canDelete, canTest, canRedeliver } = changes.allowedActions;
  return {
    canCreate: canCreate === true,
    canUpdate: canUpdate === true,
    canDelete: canDelete === true,
    canTest: canTest === true,
    canRedeliver: canRedeliver === true,
    canReadInsights: insights.allowedActions.canRead === true,
    canReadDeliveries: deliveries.allowedActions.canRead === true,
    canReadPayloads: payloads.allowedActions.canReadPayloads === true,
  };
}

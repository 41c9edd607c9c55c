import { useRBAC } from '@strapi/strapi/admin';
import { EVENT_TYPES } from '../../../contracts/domain';
import { useFindEventTypesQuery, useFindWebhooksQuery } from '../api/webhooks-api';
import { PERMISSIONS } from '../permissions';

/**
 * Webhooks by name. Who may not read webhooks, and a site with more than a page of them, sees ids where
 * there is no name.
 */
export function useWebhookNames() {
  const { allowedActions } = useRBAC(PERMISSIONS.readWebhooks);
  const mayRead = allowedActions.canRead === true;
  const { data } = useFindWebhooksQuery({ pageSize: 100 }, { skip: !mayRead });
  const webhooks = data?.data ?? [];
  return {
    mayRead,
    webhooks,
    nameOf: (id: string) => webhooks.find((webhook) => webhook.id === id)?.name,
  };
}

/** What can be announced: event types and content types, the latter for those who may read webhooks. */
export function useCatalogue() {
  const { allowedActions } = useRBAC(PERMISSIONS.readWebhooks);
  const { data } = useFindEventTypesQuery(undefined, { skip: allowedActions.canRead !== true });
  const contentTypes = data?.meta.contentTypes ?? [];
  return {
    eventTypes: data?.data.map(({ type }) => type) ?? [...EVENT_TYPES],
    contentTypes,
    contentTypeOf: (uid: string) => contentTypes.find((contentType) => contentType.uid === uid),
  };
}

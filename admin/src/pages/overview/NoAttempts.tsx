import { EmptyStateLayout, LinkButton } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { useRBAC } from '@strapi/strapi/admin';
import { NavLink } from 'react-router-dom';
import { addressOf } from '../../addresses';
import { useText } from '../../hooks/useText';
import { PERMISSIONS } from '../../permissions';

/** Nothing happened in the range, or nothing ever can. */
export function NoAttempts({ hasWebhooks }: { hasWebhooks: boolean }) {
  const t = useText();
  const { allowedActions } = useRBAC(PERMISSIONS.createWebhooks);
  const action =
    !hasWebhooks && allowedActions.canCreate ? (
      <LinkButton
        tag={NavLink}
        to={addressOf.newWebhook()}
        variant="secondary"
        startIcon={<Plus />}
      >
        {t('overview.create')}
      </LinkButton>
    ) : undefined;
  return (
    <EmptyStateLayout
      hasRadius
      shadow="tableShadow"
      icon={<EmptyDocuments width="16rem" />}
      content={t(hasWebhooks ? 'overview.no-attempts' : 'overview.no-webhooks')}
      action={action}
    />
  );
}

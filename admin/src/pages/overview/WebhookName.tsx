import { Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { WebhookInsight } from '../../../../contracts/insights';
import { addressOf } from '../../addresses';
import { useText } from '../../hooks/useText';
import type { MayRead } from '../../hooks/useMayRead';

interface WebhookNameProps {
  webhook: Pick<WebhookInsight, 'webhookId' | 'name'>;
  mayRead: MayRead;
}

/** Leads to its page, where there is one. */
export function WebhookName({ webhook: { webhookId, name }, mayRead }: WebhookNameProps) {
  const t = useText();
  if (name === null) {
    return (
      <Typography textColor="neutral600" title={webhookId}>
        {t('overview.deleted-webhook')}
      </Typography>
    );
  }
  if (!mayRead.webhooks) {
    return (
      <Typography textColor="neutral800" ellipsis title={name}>
        {name}
      </Typography>
    );
  }
  return (
    <Link tag={NavLink} to={addressOf.webhook(webhookId)}>
      {name}
    </Link>
  );
}

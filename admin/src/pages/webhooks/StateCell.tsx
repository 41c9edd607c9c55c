import { Box, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { Webhook } from '../../../../contracts/domain';
import { WebhookStatusBadge } from '../../components/StatusBadge';
import { BASE_PATH } from '../../constants';
import { useText } from '../../hooks/useText';
import { stopReason } from './stop-reason';

/** The status, and where the plugin itself stopped the webhook, why, and what to do. */
export function StateCell({
  webhook,
  canReadDeliveries,
}: {
  webhook: Webhook;
  canReadDeliveries: boolean;
}) {
  const t = useText();
  const { id, enabled, disabledReason } = webhook;
  const reason = enabled || disabledReason === null ? null : stopReason(disabledReason);
  return (
    // A cell of Strapi's tables does not break its lines.
    <Box
      minWidth={reason === null ? undefined : '24rem'}
      maxWidth="34rem"
      style={{ whiteSpace: 'normal' }}
    >
      <WebhookStatusBadge webhook={webhook} />
      {reason === null ? null : (
        <Typography variant="pi" textColor="neutral600" tag="p" paddingTop={1}>
          {t(reason.key, reason.values)}
        </Typography>
      )}
      {reason?.isReceivers && canReadDeliveries ? (
        <Link
          tag={NavLink}
          to={`${BASE_PATH}/deliveries?webhookId=${id}`}
          // A click elsewhere in the row opens the webhook.
          onClick={(event: { stopPropagation(): void }) => event.stopPropagation()}
        >
          {t('webhooks.see-deliveries')}
        </Link>
      ) : null}
    </Box>
  );
}

import { Status, Typography } from '@strapi/design-system';
import type { DeliveryStatus, Webhook } from '../../../contracts/domain';
import { useText, type TextKey } from '../hooks/useText';

type Variant = 'success' | 'danger' | 'warning' | 'secondary' | 'primary';

const DELIVERY_VARIANTS = {
  pending: 'warning',
  sending: 'primary',
  delivered: 'success',
  failed: 'danger',
  cancelled: 'secondary',
} as const satisfies Record<DeliveryStatus, Variant>;

export function DeliveryStatusBadge({ status }: { status: DeliveryStatus }) {
  return <Badge variant={DELIVERY_VARIANTS[status]} text={`delivery-status.${status}`} />;
}

/** Nothing is wrong with its receiver: it came from another environment with the database. */
const HELD = 'moved-environment';

/** Disabled by a person, or stopped by the plugin, which gives a reason. */
export function WebhookStatusBadge({
  webhook: { enabled, disabledReason },
}: {
  webhook: Pick<Webhook, 'enabled' | 'disabledReason'>;
}) {
  if (enabled) return <Badge variant="success" text="webhook-status.enabled" />;
  if (disabledReason === HELD) return <Badge variant="warning" text="webhook-status.held" />;
  if (disabledReason !== null) return <Badge variant="danger" text="webhook-status.stopped" />;
  return <Badge variant="secondary" text="webhook-status.disabled" />;
}

/** A word on its colour. */
export function Badge({ variant, text }: { variant: Variant; text: TextKey }) {
  const t = useText();
  return (
    <Status variant={variant} size="S" width="fit-content">
      {/* Orange on yellow is too faint to be read. */}
      <Typography
        variant="pi"
        fontWeight="bold"
        textColor={variant === 'warning' ? 'neutral800' : undefined}
      >
        {t(text)}
      </Typography>
    </Status>
  );
}

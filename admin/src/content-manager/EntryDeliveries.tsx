import { Flex, IconButton, Link, Loader, TextButton, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { useRBAC } from '@strapi/strapi/admin';
import { NavLink } from 'react-router-dom';
import type { Delivery } from '../../../contracts/domain';
import { addressOf } from '../addresses';
import { ReasonText } from '../components/ReasonText';
import { RelativeTime } from '../components/RelativeTime';
import { DeliveryStatusBadge } from '../components/StatusBadge';
import { useLiveDeliveries } from '../hooks/useLiveDeliveries';
import { useWebhookNames } from '../hooks/useNames';
import { useRedeliver } from '../hooks/useRedeliver';
import { useText } from '../hooks/useText';
import { PERMISSIONS } from '../permissions';
import { useRecently } from './useRecently';

const SHOWN = 5;

/** A delivery is made after the commit, so that the answer to a save may come before it. */
const LOOK_EVERY_MS = 1_000;
const LOOK_FOR_MS = 8_000;

interface Props {
  uid: string;
  documentId: string;
  /** Another one with every change of the document. */
  version: string;
  /** When it last changed, in milliseconds; NaN where that is not known. */
  changedAt: number;
}

/** The last deliveries about an entry. */
export function EntryDeliveries({ uid, documentId, version, changedAt }: Props) {
  const t = useText();
  const { nameOf } = useWebhookNames();
  const { allowedActions } = useRBAC(PERMISSIONS.redeliver);
  const hasChanged = useRecently(version, changedAt, LOOK_FOR_MS);
  const query = { uid, documentId, pagination: { pageSize: SHOWN } };
  const { currentData, error, refetch } = useLiveDeliveries(query, {
    otherwiseMs: hasChanged ? LOOK_EVERY_MS : 0,
  });
  if (currentData === undefined) {
    if (error === undefined) return <Loader small>{t('content-manager.loading')}</Loader>;
    return (
      <Flex direction="column" alignItems="flex-start" gap={2}>
        <Typography textColor="danger600">{t('content-manager.error')}</Typography>
        <TextButton onClick={() => void refetch()}>{t('content-manager.retry')}</TextButton>
      </Flex>
    );
  }
  if (currentData.data.length === 0) {
    return <Typography textColor="neutral600">{t('content-manager.none')}</Typography>;
  }
  return (
    <Flex direction="column" alignItems="stretch" gap={3} width="100%">
      <Flex tag="ul" direction="column" alignItems="stretch" gap={3}>
        {currentData.data.map((delivery) => (
          <Item
            key={delivery.id}
            delivery={delivery}
            webhook={nameOf(delivery.webhookId) ?? t('content-manager.a-webhook')}
            mayRedeliver={allowedActions.canRedeliver === true}
          />
        ))}
      </Flex>
      <Link tag={NavLink} to={addressOf.deliveries({ documentId })}>
        {t('content-manager.all')}
      </Link>
    </Flex>
  );
}

interface ItemProps {
  delivery: Delivery;
  webhook: string;
  mayRedeliver: boolean;
}

function Item({ delivery, webhook, mayRedeliver }: ItemProps) {
  const t = useText();
  const { redeliver, isLoading } = useRedeliver();
  const { id, type, status, createdAt, reason } = delivery;
  return (
    <Flex tag="li" justifyContent="space-between" alignItems="flex-start" gap={2}>
      <Flex direction="column" alignItems="flex-start" gap={1} minWidth={0}>
        <Flex gap={2} wrap="wrap">
          <Link tag={NavLink} to={addressOf.delivery(id)}>
            {type}
          </Link>
          <DeliveryStatusBadge status={status} />
        </Flex>
        <Typography variant="pi" textColor="neutral600" ellipsis maxWidth="100%">
          {webhook} · <RelativeTime at={createdAt} />
        </Typography>
        {status === 'failed' && reason !== null ? (
          <Typography variant="pi" textColor="danger600">
            <ReasonText reason={reason} />
          </Typography>
        ) : null}
      </Flex>
      {status === 'failed' && mayRedeliver ? (
        <IconButton
          label={t('content-manager.redeliver', { type, webhook })}
          disabled={isLoading}
          onClick={() => void redeliver(id)}
        >
          <ArrowClockwise />
        </IconButton>
      ) : null}
    </Flex>
  );
}

import type { ReactNode } from 'react';
import { Box, Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { Delivery } from '../../../../contracts/domain';
import { addressOf } from '../../addresses';
import { CopyButton } from '../../components/CopyButton';
import { DocumentLink } from '../../components/DocumentLink';
import { RelativeTime } from '../../components/RelativeTime';
import { WebhookLink } from '../../components/WebhookLink';
import { useFigures } from '../../hooks/useFigures';
import { useCatalogue, useWebhookNames } from '../../hooks/useNames';
import { useText } from '../../hooks/useText';
import { Card } from '../../components/Card';

export function DetailsCard({ delivery }: { delivery: Delivery }) {
  const t = useText();
  const { duration } = useFigures();
  const { contentTypeOf } = useCatalogue();
  const { mayRead, nameOf } = useWebhookNames();
  const { id, eventId, webhookId, uid, documentId, locale, createdAt, deliveredAt, durationMs } =
    delivery;
  return (
    <Card title={t('delivery.details')}>
      <Flex tag="dl" direction="column" alignItems="stretch" gap={4}>
        <Detail name={t('delivery.webhook')}>
          <WebhookLink id={webhookId} name={nameOf(webhookId)} mayRead={mayRead} />
        </Detail>
        {uid === null ? null : (
          <Detail name={t('delivery.document')}>
            <DocumentLink about={delivery} contentType={contentTypeOf(uid)} />
            {documentId === null ? null : <Id id={documentId} name={t('delivery.document')} />}
          </Detail>
        )}
        {locale === null ? null : (
          <Detail name={t('delivery.locale')}>
            <Typography>{locale}</Typography>
          </Detail>
        )}
        <Detail name={t('delivery.created')}>
          <Typography>
            <RelativeTime at={createdAt} />
          </Typography>
        </Detail>
        {deliveredAt === null ? null : (
          <Detail name={t('delivery.delivered-at')}>
            <Typography>
              <RelativeTime at={deliveredAt} />
            </Typography>
          </Detail>
        )}
        {durationMs === null ? null : (
          <Detail name={t('delivery.duration')}>
            <Typography>{duration(durationMs)}</Typography>
          </Detail>
        )}
        <Detail name={t('delivery.id')}>
          <Id id={id} name={t('delivery.id')} />
        </Detail>
        <Detail name={t('delivery.event-id')}>
          <Id id={eventId} name={t('delivery.event-id')} />
          <Link tag={NavLink} to={addressOf.deliveries({ eventId })}>
            {t('delivery.event-deliveries')}
          </Link>
        </Detail>
      </Flex>
    </Card>
  );
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Box>
      <Typography tag="dt" variant="sigma" textColor="neutral600">
        {name}
      </Typography>
      <Box tag="dd" paddingTop={1}>
        {children}
      </Box>
    </Box>
  );
}

function Id({ id, name }: { id: string; name: string }) {
  const t = useText();
  return (
    <Flex gap={1} alignItems="center" justifyContent="space-between">
      <Typography variant="pi" textColor="neutral800" style={{ overflowWrap: 'anywhere' }}>
        {id}
      </Typography>
      <CopyButton text={id} label={`${t('copy')}: ${name}`} />
    </Flex>
  );
}

import { Box, Flex, Grid, Typography } from '@strapi/design-system';
import { BackButton, Layouts, Page, useAPIErrorHandler, useRBAC } from '@strapi/strapi/admin';
import { useParams } from 'react-router-dom';
import { addressOf } from '../../addresses';
import { useFindWebhookQuery } from '../../api/webhooks-api';
import { DeliveryStatusBadge } from '../../components/StatusBadge';
import { RelativeTime } from '../../components/RelativeTime';
import { useLiveDelivery } from '../../hooks/useLiveDeliveries';
import { useText } from '../../hooks/useText';
import { PERMISSIONS } from '../../permissions';
import { NotUpToDate } from '../deliveries/NotUpToDate';
import { AttemptsCard } from './AttemptsCard';
import { DeliveryActions } from './DeliveryActions';
import { DetailsCard } from './DetailsCard';
import type { AnyDelivery } from './payload';
import { RequestCard } from './RequestCard';
import { StateBox } from './StateBox';
import { useDeliveryActions } from './useDeliveryActions';

export function DeliveryPage() {
  const t = useText();
  const { id = '' } = useParams();
  const { currentData: delivery, error } = useLiveDelivery(id);
  const { _unstableFormatAPIError: formatError } = useAPIErrorHandler();
  const problem =
    error === undefined
      ? undefined
      : error.name === 'NotFoundError'
        ? t('delivery.not-found')
        : formatError(error);
  if (delivery !== undefined) return <Shown key={id} delivery={delivery} problem={problem} />;
  return problem === undefined ? <Page.Loading /> : <Page.Error content={problem} />;
}

interface ShownProps {
  delivery: AnyDelivery;
  /** Why there is nothing newer. */
  problem: string | undefined;
}

function Shown({ delivery, problem }: ShownProps) {
  const t = useText();
  const actions = useDeliveryActions();
  const { allowedActions } = useRBAC(PERMISSIONS.readWebhooks);
  const { currentData: webhook } = useFindWebhookQuery(delivery.webhookId, {
    skip: allowedActions.canRead !== true,
  });
  return (
    <Page.Main>
      <Page.Title>{`${t('delivery.title')} · ${delivery.type}`}</Page.Title>
      <Layouts.Header
        title={delivery.type}
        subtitle={
          <Flex gap={2} paddingTop={1}>
            <Typography variant="epsilon" textColor="neutral600">
              {t('delivery.to', { webhook: webhook?.name ?? delivery.webhookId })}
            </Typography>
            <Typography variant="epsilon" textColor="neutral600">
              · <RelativeTime at={delivery.createdAt} />
            </Typography>
          </Flex>
        }
        secondaryAction={<DeliveryStatusBadge status={delivery.status} />}
        primaryAction={<DeliveryActions delivery={delivery} actions={actions} />}
        navigationAction={<BackButton fallback={addressOf.deliveries()} />}
      />
      <Layouts.Content>
        {problem === undefined ? null : (
          <NotUpToDate text={t('delivery.stale', { error: problem })} />
        )}
        <Flex direction="column" alignItems="stretch" gap={4} paddingBottom={8}>
          <StateBox delivery={delivery} webhook={webhook} />
          <Grid.Root gap={4}>
            <Grid.Item col={8} xs={12} m={8} alignItems="stretch" direction="column">
              <Flex direction="column" alignItems="stretch" gap={4}>
                <AttemptsCard delivery={delivery} />
                <RequestCard request={delivery.request} />
              </Flex>
            </Grid.Item>
            <Grid.Item col={4} xs={12} m={4} alignItems="stretch" direction="column">
              <Box>
                <DetailsCard delivery={delivery} />
              </Box>
            </Grid.Item>
          </Grid.Root>
        </Flex>
      </Layouts.Content>
    </Page.Main>
  );
}

import { useState } from 'react';
import { Button, Flex, Status, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { Layouts, Page, useAPIErrorHandler, useRBAC } from '@strapi/strapi/admin';
import { useLiveDeliveries } from '../../hooks/useLiveDeliveries';
import { useText } from '../../hooks/useText';
import { PERMISSIONS } from '../../permissions';
import { BulkRedeliver } from './BulkRedeliver';
import { DeliveriesFilters } from './DeliveriesFilters';
import { DeliveriesTable } from './DeliveriesTable';
import { KeysetPages } from './KeysetPages';
import { NoDeliveries } from './NoDeliveries';
import { useDeliveriesParams } from './useDeliveriesParams';

export function DeliveriesPage() {
  const t = useText();
  const list = useDeliveriesParams();
  const { data, currentData, error, isFetching, isLive, refetch } = useLiveDeliveries(list.query);
  const { allowedActions } = useRBAC(PERMISSIONS.redeliver);
  const { _unstableFormatAPIError: formatError } = useAPIErrorHandler();
  const [selectedIds, setSelectedIds] = useState<string[]>([]);
  // While other filters are asked for, what there was stays.
  const page = currentData ?? (isFetching ? data : undefined);
  const selected = page?.data.filter(({ id }) => selectedIds.includes(id)) ?? [];

  return (
    <Page.Main aria-busy={page === undefined && error === undefined}>
      <Page.Title>{t('deliveries.title')}</Page.Title>
      <Layouts.Header
        title={t('deliveries.title')}
        subtitle={t('deliveries.subtitle')}
        primaryAction={
          <Flex gap={3}>
            {selected.length > 0 ? (
              <BulkRedeliver ids={selected.map(({ id }) => id)} onDone={() => setSelectedIds([])} />
            ) : null}
            {isLive ? <Live /> : null}
            <Button
              variant="tertiary"
              startIcon={<ArrowClockwise />}
              loading={isFetching && !isLive}
              onClick={() => void refetch()}
            >
              {t('deliveries.refresh')}
            </Button>
          </Flex>
        }
      />
      <Layouts.Action
        startActions={
          <DeliveriesFilters
            filters={list.filters}
            onChange={list.setFilters}
            onClear={list.isFiltered ? list.clearFilters : undefined}
          />
        }
      />
      <Layouts.Content>
        {page === undefined ? (
          error === undefined ? (
            <Page.Loading />
          ) : (
            <Page.Error content={formatError(error)} />
          )
        ) : page.data.length === 0 ? (
          <NoDeliveries
            isFiltered={list.isFiltered}
            isFirstPage={list.isFirstPage}
            onClear={list.clearFilters}
            onNewest={list.toNewest}
          />
        ) : (
          <>
            <DeliveriesTable
              deliveries={page.data}
              selected={allowedActions.canRedeliver === true ? selected : undefined}
              onSelect={(deliveries) => setSelectedIds(deliveries.map(({ id }) => id))}
            />
            <KeysetPages
              pageSize={list.pageSize}
              isFirstPage={list.isFirstPage}
              nextCursor={page.meta.nextCursor}
              onPageSize={list.setPageSize}
              onNext={list.toPage}
              onNewest={list.toNewest}
            />
          </>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

/** Said aloud once, not with every answer. */
function Live() {
  const t = useText();
  return (
    <Status variant="success" size="S" title={t('deliveries.live.hint')}>
      <Typography variant="pi" fontWeight="bold">
        {t('deliveries.live')}
      </Typography>
    </Status>
  );
}

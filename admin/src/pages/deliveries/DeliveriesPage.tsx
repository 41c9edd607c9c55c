import { useState } from 'react';
import { Button, EmptyStateLayout, Flex, Loader, Status, Typography } from '@strapi/design-system';
import { ArrowClockwise, WarningCircle } from '@strapi/icons';
import { Layouts, Page, useAPIErrorHandler, useRBAC } from '@strapi/strapi/admin';
import { useLiveDeliveries } from '../../hooks/useLiveDeliveries';
import { useText } from '../../hooks/useText';
import { PERMISSIONS } from '../../permissions';
import { BulkRedeliver } from './BulkRedeliver';
import { DeliveriesFilters } from './DeliveriesFilters';
import { DeliveriesTable } from './DeliveriesTable';
import { KeysetPages } from './KeysetPages';
import { NoDeliveries } from './NoDeliveries';
import { NotUpToDate } from './NotUpToDate';
import { useBulkRedeliver } from './useBulkRedeliver';
import { useDeliveriesParams } from './useDeliveriesParams';

export function DeliveriesPage() {
  const t = useText();
  const list = useDeliveriesParams();
  const { data, currentData, error, isFetching, isLive, refetch } = useLiveDeliveries(list.query);
  const { allowedActions } = useRBAC(PERMISSIONS.redeliver);
  const { _unstableFormatAPIError: formatError } = useAPIErrorHandler();
  const [selectedIds, setSelectedIds] = useState<string[]>([]);
  const bulk = useBulkRedeliver(() => setSelectedIds([]));
  // While others are asked for, the deliveries there were stay; that there were none is not said of others.
  const earlier = data?.data.length === 0 ? undefined : data;
  const page = currentData ?? (error === undefined ? earlier : undefined);
  const problem = error === undefined ? undefined : formatError(error);
  const selected = page?.data.filter(({ id }) => selectedIds.includes(id)) ?? [];

  return (
    <Page.Main aria-busy={currentData === undefined && error === undefined}>
      <Page.Title>{t('deliveries.title')}</Page.Title>
      <Layouts.Header
        title={t('deliveries.title')}
        subtitle={t('deliveries.subtitle')}
        primaryAction={
          <Flex gap={3}>
            {selected.length > 0 ? (
              <BulkRedeliver ids={selected.map(({ id }) => id)} bulk={bulk} />
            ) : null}
            {isLive && error === undefined ? <Live /> : null}
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
        {page === undefined || problem === undefined ? null : (
          <NotUpToDate text={t('deliveries.stale', { error: problem })} />
        )}
        {page === undefined ? (
          <NoPage problem={problem} />
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

/** Not yet, or not at all. Strapi's own parts for it are pages, each with a landmark of its own. */
function NoPage({ problem }: { problem: string | undefined }) {
  const t = useText();
  if (problem !== undefined) {
    return <EmptyStateLayout icon={<WarningCircle width="16rem" />} content={problem} />;
  }
  return (
    <Flex justifyContent="center" padding={8}>
      <Loader>{t('deliveries.loading')}</Loader>
    </Flex>
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

import { useState } from 'react';
import { Box, Button, Flex, Status, Typography } from '@strapi/design-system';
import { ArrowClockwise, Download } from '@strapi/icons';
import { Layouts, Page, useQueryParams } from '@strapi/strapi/admin';
import { Navigate } from 'react-router-dom';
import { useFindWebhooksQuery } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
import { CreateButton } from './CreateButton';
import { ImportDialog } from './ImportDialog';
import { NoWebhooks } from './NoWebhooks';
import { useRights } from './useRights';
import { WebhooksList } from './WebhooksList';

const PAGE_SIZE = 25;

/** Every webhook, how it goes, and what can be done with it. The page of the list is in the URL. */
export function WebhooksPage() {
  const t = useText();
  const rights = useRights();
  const [{ query }] = useQueryParams<{ page?: string }>();
  const page = pageOf(query.page);
  const [isImporting, setIsImporting] = useState(false);
  const { data, currentData, isError, isFetching, refetch } = useFindWebhooksQuery(
    { page, pageSize: PAGE_SIZE },
    { refetchOnMountOrArgChange: true }
  );

  // The page before stays until the one asked for is there, and not where that one fails.
  const found = currentData ?? (isFetching ? data : undefined);

  if (found === undefined && isError) {
    return (
      <Page.Error
        action={
          <Button
            variant="secondary"
            startIcon={<ArrowClockwise />}
            loading={isFetching}
            onClick={() => void refetch()}
          >
            {t('webhooks.retry')}
          </Button>
        }
      />
    );
  }
  if (found === undefined || rights === undefined) return <Page.Loading />;

  const { total, pageCount } = found.meta.pagination;
  // The last ones of the last page were deleted, or somebody wrote a page that there is not.
  if (page > Math.max(1, pageCount)) {
    return <Navigate to={{ search: `?page=${Math.max(1, pageCount)}` }} replace />;
  }
  return (
    <Page.Main aria-busy={isFetching}>
      <Page.Title>{t('webhooks.page-title')}</Page.Title>
      <Layouts.Header
        title={t('webhooks.title')}
        subtitle={t('webhooks.subtitle')}
        primaryAction={
          rights.canCreate ? (
            <Flex gap={2}>
              {total === 0 ? null : (
                <Button
                  variant="tertiary"
                  startIcon={<Download />}
                  onClick={() => setIsImporting(true)}
                >
                  {t('webhooks.import')}
                </Button>
              )}
              <CreateButton />
            </Flex>
          ) : null
        }
      />
      {isError ? <NotRefreshed /> : null}
      {total === 0 ? (
        <NoWebhooks canCreate={rights.canCreate} onImport={() => setIsImporting(true)} />
      ) : (
        <WebhooksList found={found} rights={rights} />
      )}
      {/* Beside the rest: the header goes out and in as one scrolls, and the empty state with the import. */}
      {isImporting ? <ImportDialog onClose={() => setIsImporting(false)} /> : null}
    </Page.Main>
  );
}

function NotRefreshed() {
  const t = useText();
  return (
    <Layouts.Content>
      <Box paddingBottom={6}>
        <Status variant="warning" role="alert">
          <Typography>{t('webhooks.stale')}</Typography>
        </Status>
      </Box>
    </Layouts.Content>
  );
}

function pageOf(text: string | undefined): number {
  const page = Number(text ?? 1);
  return Number.isInteger(page) && page >= 1 ? page : 1;
}

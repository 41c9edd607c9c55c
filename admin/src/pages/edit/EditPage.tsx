import { useState } from 'react';
import { EmptyStateLayout, LinkButton } from '@strapi/design-system';
import { Layouts, Page, useRBAC } from '@strapi/strapi/admin';
import { Link, useParams } from 'react-router-dom';
import { useFindEventTypesQuery, useFindWebhookQuery } from '../../api/webhooks-api';
import { BASE_PATH } from '../../constants';
import { useText } from '../../hooks/useText';
import { PERMISSIONS } from '../../permissions';
import { EditForm } from './EditForm';
import type { Webhook } from '../../../../contracts/domain';

const NEW = 'new';

const ASKED = [
  ...PERMISSIONS.createWebhooks,
  ...PERMISSIONS.updateWebhooks,
  ...PERMISSIONS.testWebhooks,
  ...PERMISSIONS.readDeliveries,
];

/** One webhook, new or stored. */
export function EditPage() {
  const { id = NEW } = useParams();
  if (id !== NEW) return <StoredPage key={id} id={id} />;
  return (
    <Page.Protect permissions={PERMISSIONS.createWebhooks}>
      <LoadedPage stored={null} />
    </Page.Protect>
  );
}

function StoredPage({ id }: { id: string }) {
  const { data, error, isFetching } = useFindWebhookQuery(id, { refetchOnMountOrArgChange: true });
  // What was found by another page before may be old by now: the form begins with what there is.
  const [isReady, setIsReady] = useState(false);
  if (!isReady && !isFetching) setIsReady(true);
  if (error !== undefined && data === undefined)
    return isNotFound(error) ? <NotFound /> : <Page.Error />;
  if (!isReady || data === undefined) return <Page.Loading />;
  return <LoadedPage stored={data} />;
}

function LoadedPage({ stored }: { stored: Webhook | null }) {
  const t = useText();
  const { data: catalogue, error } = useFindEventTypesQuery();
  const { allowedActions, isLoading } = useRBAC(ASKED);
  if (error !== undefined) return <Page.Error />;
  if (catalogue === undefined || isLoading) return <Page.Loading />;
  const { canCreate, canUpdate, canTest, canRead } = allowedActions;
  const permissions = {
    canSave: (stored === null ? canCreate : canUpdate) === true,
    canTest: canTest === true,
    canReadDeliveries: canRead === true,
  };
  return (
    <Page.Main>
      <Page.Title>{stored?.name ?? t('edit.title.new')}</Page.Title>
      <EditForm stored={stored} catalogue={catalogue} permissions={permissions} />
    </Page.Main>
  );
}

function NotFound() {
  const t = useText();
  return (
    <Page.Main>
      <Layouts.Header title={t('edit.not-found')} />
      <Layouts.Content>
        <EmptyStateLayout
          content={t('edit.not-found.hint')}
          action={
            <LinkButton tag={Link} to={`${BASE_PATH}/webhooks`} variant="secondary">
              {t('edit.not-found.back')}
            </LinkButton>
          }
        />
      </Layouts.Content>
    </Page.Main>
  );
}

function isNotFound(error: object): boolean {
  return 'status' in error && error.status === 404;
}

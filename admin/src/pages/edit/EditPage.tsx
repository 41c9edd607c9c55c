import { useState } from 'react';
import { EmptyStateLayout, LinkButton } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';
import { Link, useParams } from 'react-router-dom';
import type { Webhook } from '../../../../contracts/domain';
import { addressOf } from '../../addresses';
import { useFindEventTypesQuery, useFindWebhookQuery } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
import { PERMISSIONS } from '../../permissions';
import { useRights } from '../webhooks/useRights';
import { EditForm } from './EditForm';

const NEW = 'new';

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
  const rights = useRights();
  if (error !== undefined) return <Page.Error />;
  if (catalogue === undefined || rights === undefined) return <Page.Loading />;
  const canSave = stored === null ? rights.canCreate : rights.canUpdate;
  return (
    <Page.Main>
      <Page.Title>{stored?.name ?? t('edit.title.new')}</Page.Title>
      <EditForm stored={stored} catalogue={catalogue} permissions={{ ...rights, canSave }} />
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
            <LinkButton tag={Link} to={addressOf.webhooks()} variant="secondary">
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

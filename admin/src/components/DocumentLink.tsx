import { Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { Delivery } from '../../../contracts/domain';
import type { ContentTypeInfo } from '../../../contracts/events';
import { useText } from '../hooks/useText';

type About = Pick<Delivery, 'type' | 'uid' | 'documentId' | 'locale'>;

interface Props {
  about: About;
  /** Undefined where it is not known: no content type, or not for those who ask. */
  contentType: ContentTypeInfo | undefined;
}

/** What a delivery is about, as a link where the Content Manager has it still. */
export function DocumentLink({ about, contentType }: Props) {
  const t = useText();
  const name = contentType?.displayName ?? about.uid?.split('.').at(-1);
  if (name === undefined) return <>–</>;
  const path = contentType === undefined ? null : pathTo(about, contentType);
  if (path === null) return <Typography>{name}</Typography>;
  return (
    <Link
      tag={NavLink}
      to={path}
      aria-label={t('delivery.open-document', { name })}
      onClick={(event: { stopPropagation(): void }) => event.stopPropagation()}
    >
      {name}
    </Link>
  );
}

/** In the Content Manager; null for a document that is gone, and where there is none. */
export function pathTo(
  { type, documentId, locale }: About,
  { uid, kind }: Pick<ContentTypeInfo, 'uid' | 'kind'>
): string | null {
  if (type === 'entry.delete' || documentId === null) return null;
  const path =
    kind === 'singleType' ? `single-types/${uid}` : `collection-types/${uid}/${documentId}`;
  const search = locale === null ? '' : `?plugins[i18n][locale]=${encodeURIComponent(locale)}`;
  return `/content-manager/${path}${search}`;
}

import { Button, EmptyStateLayout, LinkButton } from '@strapi/design-system';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { NavLink } from 'react-router-dom';
import { addressOf } from '../../addresses';
import { useMayRead } from '../../hooks/useMayRead';
import { useText } from '../../hooks/useText';

interface Props {
  isFiltered: boolean;
  isFirstPage: boolean;
  onClear(): void;
  onNewest(): void;
}

/** Nothing at all, nothing that fits the filters, or nothing any more on this page. */
export function NoDeliveries({ isFiltered, isFirstPage, onClear, onNewest }: Props) {
  const t = useText();
  const mayRead = useMayRead();
  const icon = <EmptyDocuments width="16rem" />;
  if (!isFirstPage) {
    return (
      <EmptyStateLayout
        icon={icon}
        content={t('deliveries.page-empty')}
        action={
          <Button variant="secondary" onClick={onNewest}>
            {t('deliveries.newest')}
          </Button>
        }
      />
    );
  }
  if (isFiltered) {
    return (
      <EmptyStateLayout
        icon={icon}
        content={t('deliveries.none-match')}
        action={
          <Button variant="secondary" onClick={onClear}>
            {t('deliveries.filter.clear')}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyStateLayout
      icon={icon}
      content={t('deliveries.empty')}
      action={
        mayRead.webhooks ? (
          <LinkButton variant="secondary" tag={NavLink} to={addressOf.webhooks()}>
            {t('deliveries.empty.webhooks')}
          </LinkButton>
        ) : null
      }
    />
  );
}

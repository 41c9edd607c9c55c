import { LinkButton } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { NavLink } from 'react-router-dom';
import { BASE_PATH } from '../../constants';
import { useText } from '../../hooks/useText';

export function CreateButton() {
  const t = useText();
  return (
    <LinkButton tag={NavLink} to={`${BASE_PATH}/webhooks/new`} startIcon={<Plus />}>
      {t('webhooks.create')}
    </LinkButton>
  );
}

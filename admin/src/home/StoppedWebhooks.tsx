import { Link } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { addressOf } from '../addresses';
import { useText } from '../hooks/useText';

/** How many there are, unless the sentence above has said it. */
export function StoppedWebhooks({ count, isSaid }: { count: number; isSaid: boolean }) {
  const t = useText();
  if (count === 0) return null;
  return (
    <Link tag={NavLink} to={addressOf.webhooks()}>
      {isSaid ? t('home.see-stopped') : t('home.stopped', { count })}
    </Link>
  );
}

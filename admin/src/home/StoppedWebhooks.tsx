import { Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { addressOf } from '../addresses';
import type { MayRead } from '../hooks/useMayRead';
import { useText } from '../hooks/useText';

interface Props {
  count: number;
  /** The sentence above has told how many. */
  isSaid: boolean;
  mayRead: MayRead;
}

/** How many there are, and the way to them for those who may go it. */
export function StoppedWebhooks({ count, isSaid, mayRead }: Props) {
  const t = useText();
  if (count === 0) return null;
  if (!mayRead.webhooks) {
    return isSaid ? null : <Typography>{t('home.stopped', { count })}</Typography>;
  }
  return (
    <Link tag={NavLink} to={addressOf.webhooks()}>
      {isSaid ? t('home.see-stopped') : t('home.stopped', { count })}
    </Link>
  );
}

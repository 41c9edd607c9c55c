import { Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { addressOf } from '../addresses';

interface Props {
  id: string;
  /** Undefined where it is not known: the id stands for it. */
  name: string | undefined;
  mayRead: boolean;
}

/** A webhook by its name, and the way to it for those who may read webhooks. */
export function WebhookLink({ id, name = id, mayRead }: Props) {
  if (!mayRead) return <Typography ellipsis>{name}</Typography>;
  return (
    <Link
      tag={NavLink}
      to={addressOf.webhook(id)}
      onClick={(event: { stopPropagation(): void }) => event.stopPropagation()}
    >
      {name}
    </Link>
  );
}

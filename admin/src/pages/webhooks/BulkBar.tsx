import { Button, Typography } from '@strapi/design-system';
import { Check, Cross, Trash } from '@strapi/icons';
import { Layouts } from '@strapi/strapi/admin';
import type { Webhook } from '../../../../contracts/domain';
import type { WebhookChange } from '../../components/webhook-actions';
import { useText } from '../../hooks/useText';
import { isOpenTo } from './changeable';
import type { Rights } from './useRights';

export interface BulkBarProps {
  selected: readonly Webhook[];
  rights: Rights;
  onChange(change: WebhookChange): void;
}

const BUTTONS = [
  { change: 'enable', variant: 'tertiary', icon: <Check /> },
  { change: 'disable', variant: 'tertiary', icon: <Cross /> },
  { change: 'delete', variant: 'danger-light', icon: <Trash /> },
] as const;

/** What can be done to the selected webhooks together. */
export function BulkBar({ selected, rights, onChange }: BulkBarProps) {
  const t = useText();
  if (selected.length === 0) return null;
  const shown = BUTTONS.filter(({ change }) =>
    change === 'delete' ? rights.canDelete : rights.canUpdate
  );
  return (
    <Layouts.Action
      startActions={
        <>
          <Typography variant="epsilon" textColor="neutral600" role="status">
            {t('webhooks.selected', { count: selected.length })}
          </Typography>
          {shown.map(({ change, variant, icon }) => (
            <Button
              key={change}
              variant={variant}
              startIcon={icon}
              disabled={!selected.some((webhook) => isOpenTo(webhook, change, rights))}
              onClick={() => onChange(change)}
            >
              {t(`webhooks.bulk.${change}`)}
            </Button>
          ))}
        </>
      }
    />
  );
}

import { IconButton, Menu } from '@strapi/design-system';
import { ArrowsCounterClockwise, Cross, Database, More, Trash } from '@strapi/icons';
import type { Webhook } from '../../../../contracts/domain';
import type { WebhookAction } from '../../components/webhook-actions';
import { useText } from '../../hooks/useText';
import type { EditPermissions } from './permissions';

/** What is done with a webhook beside changing it. */
export type EditAction = Exclude<WebhookAction, 'test'> | 'delete' | 'enable';

export interface ActionsMenuProps {
  webhook: Webhook;
  permissions: EditPermissions;
  onAction(action: EditAction): void;
}

/** Not there for those who may do nothing of it. */
export function ActionsMenu({ webhook, permissions, onAction }: ActionsMenuProps) {
  const t = useText();
  const { canRedeliver } = permissions;
  const canDelete = permissions.canDelete && !webhook.managed;
  if (!canRedeliver && !canDelete) return null;
  return (
    <Menu.Root>
      <Menu.Trigger
        tag={IconButton}
        label={t('webhooks.actions-of', { name: webhook.name })}
        icon={<More />}
      />
      {/* As high as it needs to be: the design system would hide the last ones. */}
      <Menu.Content popoverPlacement="bottom-end" maxHeight="none">
        {canRedeliver ? (
          <>
            <Menu.Item startIcon={<ArrowsCounterClockwise />} onSelect={() => onAction('replay')}>
              {t('webhooks.replay')}
            </Menu.Item>
            <Menu.Item startIcon={<Database />} onSelect={() => onAction('backfill')}>
              {t('webhooks.backfill')}
            </Menu.Item>
            <Menu.Item startIcon={<Cross />} onSelect={() => onAction('discard')}>
              {t('webhooks.discard')}
            </Menu.Item>
          </>
        ) : null}
        {canRedeliver && canDelete ? <Menu.Separator /> : null}
        {canDelete ? (
          <Menu.Item variant="danger" startIcon={<Trash />} onSelect={() => onAction('delete')}>
            {t('webhooks.delete')}
          </Menu.Item>
        ) : null}
      </Menu.Content>
    </Menu.Root>
  );
}

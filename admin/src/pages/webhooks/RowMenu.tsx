import { IconButton, Menu } from '@strapi/design-system';
import {
  ArrowsCounterClockwise,
  Cross,
  Database,
  More,
  PaperPlane,
  Pencil,
  Trash,
} from '@strapi/icons';
import { useNavigate } from 'react-router-dom';
import type { Webhook } from '../../../../contracts/domain';
import type { WebhookAction } from '../../components/webhook-actions';
import { BASE_PATH } from '../../constants';
import { useText } from '../../hooks/useText';
import { isOpenTo } from './changeable';
import type { Rights } from './useRights';

export interface RowMenuProps {
  webhook: Webhook;
  rights: Rights;
  onAction(action: WebhookAction | 'delete'): void;
}

/** What can be done with one webhook. */
export function RowMenu({ webhook, rights, onAction }: RowMenuProps) {
  const t = useText();
  const navigate = useNavigate();
  const { id, name, managed } = webhook;
  const isEditable = rights.canUpdate && !managed;
  return (
    <Menu.Root>
      <Menu.Trigger
        tag={IconButton}
        label={t('webhooks.actions-of', { name })}
        icon={<More />}
        variant="ghost"
      />
      {/* As high as it needs to be: the design system would hide the last ones. */}
      <Menu.Content popoverPlacement="bottom-end" maxHeight="none">
        <Menu.Item
          startIcon={<Pencil />}
          onSelect={() => void navigate(`${BASE_PATH}/webhooks/${id}`)}
        >
          {t(isEditable ? 'webhooks.edit' : 'webhooks.view')}
        </Menu.Item>
        {rights.canTest ? (
          <Menu.Item startIcon={<PaperPlane />} onSelect={() => onAction('test')}>
            {t('webhooks.test')}
          </Menu.Item>
        ) : null}
        {rights.canRedeliver ? (
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
        {isOpenTo(webhook, 'delete', rights) ? (
          <>
            <Menu.Separator />
            <Menu.Item variant="danger" startIcon={<Trash />} onSelect={() => onAction('delete')}>
              {t('webhooks.delete')}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Content>
    </Menu.Root>
  );
}

import { Button, Flex, LinkButton } from '@strapi/design-system';
import { Check, Play } from '@strapi/icons';
import { BackButton, Layouts, useForm } from '@strapi/strapi/admin';
import { Link } from 'react-router-dom';
import type { Webhook } from '../../../../contracts/domain';
import { addressOf } from '../../addresses';
import { WebhookStatusBadge } from '../../components/StatusBadge';
import { useText } from '../../hooks/useText';
import { ActionsMenu, type EditAction } from './ActionsMenu';
import type { EditPermissions } from './permissions';

export interface EditHeaderProps {
  stored: Webhook | null;
  permissions: EditPermissions;
  /** Undefined where none may be sent. */
  onTest?: () => void;
  isTesting: boolean;
  onAction(action: EditAction): void;
}

export function EditHeader({ stored, permissions, onTest, isTesting, onAction }: EditHeaderProps) {
  const t = useText();
  const { modified, isSubmitting, disabled } = useFormStatus();
  return (
    <Layouts.Header
      title={stored === null ? t('edit.title.new') : stored.name}
      subtitle={stored === null ? t('edit.subtitle.new') : stored.url}
      navigationAction={<BackButton fallback={addressOf.webhooks()} />}
      secondaryAction={stored === null ? null : <WebhookStatusBadge webhook={stored} />}
      primaryAction={
        <Flex gap={2} wrap="wrap">
          {stored === null ? null : (
            <ActionsMenu webhook={stored} permissions={permissions} onAction={onAction} />
          )}
          {stored !== null && permissions.canReadDeliveries ? (
            <LinkButton
              tag={Link}
              variant="tertiary"
              to={addressOf.deliveries({ webhookId: stored.id })}
            >
              {t('edit.deliveries')}
            </LinkButton>
          ) : null}
          {onTest === undefined ? null : (
            <Button variant="secondary" startIcon={<Play />} loading={isTesting} onClick={onTest}>
              {t('edit.test')}
            </Button>
          )}
          {disabled ? null : (
            <Button type="submit" startIcon={<Check />} disabled={!modified} loading={isSubmitting}>
              {t('edit.save')}
            </Button>
          )}
        </Flex>
      }
    />
  );
}

function useFormStatus() {
  return {
    modified: useForm('EditHeader', ({ modified }) => modified),
    isSubmitting: useForm('EditHeader', ({ isSubmitting }) => isSubmitting),
    disabled: useForm('EditHeader', ({ disabled }) => disabled),
  };
}

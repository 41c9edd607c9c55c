import { useState } from 'react';
import { Box, Typography } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import type { Webhook } from '../../../../contracts/domain';
import { useText } from '../../hooks/useText';
import { ConfirmModal } from './ConfirmModal';
import { Notice } from './Notice';
import { useChange, type ChangeFailure, type WebhookChange } from './useChange';

export interface ChangeDialogProps {
  change: WebhookChange;
  webhooks: readonly Webhook[];
  /** How many were selected that it cannot be done to. */
  leftOut?: number;
  onClose(): void;
  /** It is done to all of them; closes afterwards. */
  onDone?(): void;
}

/** Enables, disables or deletes webhooks, once that is confirmed; tells which it could not, and why. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { change, webhooks, leftOut = 0, onClose, onDone } = props;
  const t = useText();
  const { toggleNotification } = useNotification();
  const [apply, isRunning] = useChange(change);
  const [failures, setFailures] = useState<readonly ChangeFailure[]>([]);
  const count = webhooks.length;
  const title = t(`webhook-change.${change}.title`, { count });

  const onClick = async () => {
    const failed = await apply(webhooks);
    if (failed.length > 0) return setFailures(failed);
    toggleNotification({ type: 'success', message: t(`webhook-change.${change}.done`, { count }) });
    onDone?.();
    onClose();
  };

  if (failures.length > 0) {
    return (
      <ConfirmModal title={title} onClose={onClose}>
        <Failures change={change} failures={failures} />
      </ConfirmModal>
    );
  }
  return (
    <ConfirmModal
      title={title}
      onClose={onClose}
      submit={{
        label: t(`webhook-change.${change}.submit`),
        onClick: () => void onClick(),
        isLoading: isRunning,
        isDangerous: change === 'delete',
      }}
    >
      <Typography>{t(`webhook-change.${change}.hint`, { count })}</Typography>
      <Names webhooks={webhooks} />
      {leftOut === 0 ? null : (
        <Notice variant="warning">{t('webhook-change.left-out', { count: leftOut })}</Notice>
      )}
    </ConfirmModal>
  );
}

function Names({ webhooks }: Pick<ChangeDialogProps, 'webhooks'>) {
  return (
    <Box tag="ul" maxHeight="20rem" overflow="auto">
      {webhooks.map(({ id, name }) => (
        <Typography key={id} tag="li" fontWeight="bold" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Typography>
      ))}
    </Box>
  );
}

interface FailuresProps {
  change: WebhookChange;
  failures: readonly ChangeFailure[];
}

function Failures({ change, failures }: FailuresProps) {
  const t = useText();
  return (
    <Notice variant="danger">
      {t(`webhook-change.${change}.failed`, { count: failures.length })}
      <ul>
        {failures.map(({ id, name, message }) => (
          <li key={id}>
            <b>{name}</b>: {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

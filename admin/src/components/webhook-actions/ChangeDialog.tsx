import { useState } from 'react';
import { Box, Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';
import type { Webhook } from '../../../../contracts/domain';
import { useText } from '../../hooks/useText';
import { Notice } from './Notice';
import { useChange, type ChangeFailure, type WebhookChange } from './useChange';

export interface ChangeDialogProps {
  change: WebhookChange;
  webhooks: readonly Webhook[];
  /** How many were selected that it cannot be done to. */
  leftOut?: number;
  onClose(): void;
}

/** Enables, disables or deletes webhooks, once that is confirmed; tells which it could not, and why. */
export function ChangeDialog({ change, webhooks, leftOut = 0, onClose }: ChangeDialogProps) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const [apply, isRunning] = useChange(change);
  const [failures, setFailures] = useState<readonly ChangeFailure[] | null>(null);
  const count = webhooks.length;

  const onClick = async () => {
    const failed = await apply(webhooks);
    if (failed.length > 0) return setFailures(failed);
    toggleNotification({ type: 'success', message: t(`webhook-change.${change}.done`, { count }) });
    onClose();
  };

  return (
    <Dialog.Root open onOpenChange={(isOpen) => (isOpen || isRunning ? undefined : onClose())}>
      <ConfirmDialog
        title={t(`webhook-change.${change}.title`, { count })}
        startAction={
          <Dialog.Cancel>
            <Button fullWidth variant="tertiary" disabled={isRunning}>
              {t(failures === null ? 'webhook-action.cancel' : 'webhook-action.close')}
            </Button>
          </Dialog.Cancel>
        }
        endAction={
          failures === null ? (
            <Button
              fullWidth
              variant={change === 'delete' ? 'danger' : 'default'}
              loading={isRunning}
              onClick={() => void onClick()}
            >
              {t(`webhook-change.${change}.submit`)}
            </Button>
          ) : (
            <></>
          )
        }
      >
        {failures === null ? (
          <Flex direction="column" alignItems="stretch" gap={3} width="100%">
            <Typography>{t(`webhook-change.${change}.hint`, { count })}</Typography>
            <Names webhooks={webhooks} />
            {leftOut === 0 ? null : (
              <Notice variant="warning">{t('webhook-change.left-out', { count: leftOut })}</Notice>
            )}
          </Flex>
        ) : (
          <Failures change={change} failures={failures} />
        )}
      </ConfirmDialog>
    </Dialog.Root>
  );
}

function Names({ webhooks }: { webhooks: readonly Webhook[] }) {
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

function Failures({ change, failures }: Pick<ChangeDialogProps, 'change'> & FailuresProps) {
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

interface FailuresProps {
  failures: readonly ChangeFailure[];
}

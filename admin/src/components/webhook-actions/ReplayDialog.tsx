import { useState } from 'react';
import { Typography } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import { REPLAY_ONLY, type ReplayOnly } from '../../../../contracts/domain';
import { useReplayMutation } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
import { ActionModal } from './ActionModal';
import { ChoiceField } from './ChoiceField';
import { Notice } from './Notice';
import { timeOf, type Since } from './since';
import { SinceField } from './SinceField';
import type { WebhookActionProps } from './types';
import { useErrorText } from './useErrorText';

/** Sends what failed, or everything, since a time again. */
export function ReplayDialog({ webhook, onClose }: WebhookActionProps) {
  const t = useText();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [since, setSince] = useState<Since>({ choice: 'day' });
  const [only, setOnly] = useState<ReplayOnly>('failed');
  const [replay, { isLoading, error }] = useReplayMutation();
  const isIncomplete = since.choice === 'custom' && since.at === undefined;

  const onClick = async () => {
    const time = timeOf(since, Date.now());
    if (typeof time !== 'string') return;
    const answer = await replay({ id: webhook.id, data: { since: time, only } });
    if ('error' in answer) return;
    toggleNotification({ type: 'success', message: t('webhook-action.replay.started') });
    onClose();
  };

  return (
    <ActionModal
      title={t('webhook-action.replay.title', { name: webhook.name })}
      onClose={onClose}
      submit={{
        label: t('webhook-action.replay.submit'),
        onClick: () => void onClick(),
        isLoading,
        isDisabled: !webhook.enabled || isIncomplete,
      }}
    >
      <Typography>{t('webhook-action.replay.hint')}</Typography>
      {webhook.enabled ? null : (
        <Notice variant="warning">{t('webhook-action.enable-first')}</Notice>
      )}
      <SinceField
        label={t('webhook-action.replay.since')}
        choices={['hour', 'day', 'week', 'custom']}
        value={since}
        onChange={setSince}
      />
      <ChoiceField<ReplayOnly>
        label={t('webhook-action.replay.only')}
        options={REPLAY_ONLY.map((value) => ({
          value,
          label: t(`webhook-action.replay.only.${value}`),
        }))}
        value={only}
        onChange={setOnly}
      />
      {error === undefined ? null : <Notice variant="danger">{errorText(error)}</Notice>}
    </ActionModal>
  );
}

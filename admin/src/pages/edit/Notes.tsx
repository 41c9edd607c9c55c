import { Button } from '@strapi/design-system';
import type { Webhook } from '../../../../contracts/domain';
import { useText } from '../../hooks/useText';
import { stopReason } from '../webhooks/stop-reason';
import { Note } from './parts/Note';

export interface NotesProps {
  webhook: Webhook;
  isReadOnly: boolean;
  /** Undefined where that is done by the form, or not at all. */
  onEnable?: () => void;
}

/** Why nothing can be changed here, and why the plugin stopped the webhook. */
export function Notes({ webhook, isReadOnly, onEnable }: NotesProps) {
  const t = useText();
  const { managed, key, enabled, disabledReason } = webhook;
  const reason = enabled || disabledReason === null ? null : stopReason(disabledReason);
  return (
    <>
      {reason === null ? null : (
        <Note
          variant="warning"
          action={
            onEnable === undefined ? null : (
              <Button variant="secondary" onClick={onEnable}>
                {t('webhooks.bulk.enable')}
              </Button>
            )
          }
        >
          {t(reason.key, reason.values)}
        </Note>
      )}
      {isReadOnly ? (
        <Note variant="information">
          {managed ? t('edit.managed', { key: key ?? '' }) : t('edit.read-only')}
        </Note>
      ) : null}
    </>
  );
}

import { Switch, Tooltip } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import type { Webhook } from '../../../../contracts/domain';
import { useUpdateWebhookMutation } from '../../api/webhooks-api';
import { useErrorText } from '../../components/webhook-actions/useErrorText';
import { useText } from '../../hooks/useText';
import { canBeSwitched } from './changeable';

/** Enables and disables in place. Shows at once what is wished for, and goes back where it is refused. */
export function EnabledSwitch({ webhook }: { webhook: Webhook }) {
  const t = useText();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [update, { data, isLoading, originalArgs }] = useUpdateWebhookMutation();
  const { id, name } = webhook;
  // The list is read anew after a change: until then the answer to the change is newer.
  const newest = data !== undefined && data.updatedAt > webhook.updatedAt ? data : webhook;
  const checked = isLoading ? originalArgs?.data.enabled === true : newest.enabled;

  const onCheckedChange = async (enabled: boolean) => {
    if (isLoading) return;
    const answer = await update({ id, data: { enabled } });
    if (!('error' in answer)) return;
    toggleNotification({ type: 'danger', message: `${name}: ${errorText(answer.error)}` });
  };

  if (!canBeSwitched(webhook)) {
    return (
      <Tooltip label={t('webhooks.managed.hint')}>
        <span>
          <Switch aria-label={t('webhooks.toggle', { name })} checked={checked} disabled />
        </span>
      </Tooltip>
    );
  }
  return (
    <Switch
      aria-label={t('webhooks.toggle', { name })}
      checked={checked}
      onCheckedChange={(enabled) => void onCheckedChange(enabled)}
    />
  );
}

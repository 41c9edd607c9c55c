import { errors } from '@strapi/utils';
import type { StoredWebhook } from '../stores/webhook-store';

/** @throws ForbiddenError for a webhook that comes from the config. */
export function refuseManaged({ managed, name, key }: StoredWebhook): void {
  if (!managed) return;
  throw new errors.ForbiddenError(
    `The webhook '${name}' comes from the config: change the one with the key '${key}' in ` +
      "'webhooks' of the plugin's config, and start Strapi again"
  );
}

/**
 * Whether a change does no more than enable a webhook that the plugin itself has disabled. The config
 * says that it is to be enabled, and nobody could take it up again by writing that there once more.
 */
export function isResumption(stored: StoredWebhook, change: object): boolean {
  const [only, ...others] = Object.entries(change).filter(([, value]) => value !== undefined);
  const isEnabling = only?.[0] === 'enabled' && only[1] === true && others.length === 0;
  return isEnabling && (stored.enabled || stored.disabledReason !== null);
}

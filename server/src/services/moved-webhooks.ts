import { MOVED_ENVIRONMENT } from '../domain/held';
import type { Logger } from '../lib/logger';
import type { StoredWebhook, WebhookStore } from '../stores/webhook-store';

export interface MovedWebhooksDeps {
  store: Pick<WebhookStore, 'findAll' | 'edit'>;
  webhooks: { refresh(): Promise<void>; moved(): readonly StoredWebhook[] };
  /** Whether it was saved in another environment. */
  isElsewhere(webhook: StoredWebhook): boolean;
  /** Whether its mark lacks something of this environment. */
  isIncomplete(webhook: StoredWebhook): boolean;
  /** Writes the webhooks of the config as they stand there. */
  applyDeclared(): Promise<void>;
  now(): number;
  log: Logger;
}

/**
 * Webhooks that came with a copied database or by `strapi transfer` are held until somebody enables them:
 * a copy of a site must not tell the original's receivers. Those of the config are of this environment, and
 * are written anew. (docs/decisions/0010)
 */
export function createMovedWebhooks(deps: MovedWebhooksDeps) {
  const { store, webhooks, isElsewhere, now, log } = deps;

  /** Saved here, it carries the mark of here: enabling it confirms it. */
  const hold = async ({ id, name }: StoredWebhook): Promise<void> => {
    let isHeld = false;
    await store.edit(id, (stored) => {
      isHeld = stored.enabled && isElsewhere(stored);
      if (!isHeld) return {};
      return { enabled: false, disabledReason: MOVED_ENVIRONMENT, disabledAt: now() };
    });
    if (!isHeld) return;
    log.warn(
      `Webhook '${name}' (${id}) was saved in another environment. It is disabled until you enable it here.`
    );
  };

  /** Of what the cache knows; costs nothing where nothing has moved. */
  const settle = async (): Promise<void> => {
    if (webhooks.moved().length === 0) return;
    await deps.applyDeclared();
    await webhooks.refresh();
    const moved = webhooks.moved();
    for (const webhook of moved) await hold(webhook);
    if (moved.length > 0) await webhooks.refresh();
  };

  return {
    settle,

    /** Once, when all that moved is held: a key or a public URL may have been added to the site's. */
    async completeMarks(): Promise<void> {
      const incomplete = (await store.findAll()).filter(
        (webhook) => !isElsewhere(webhook) && deps.isIncomplete(webhook)
      );
      for (const { id } of incomplete) await store.edit(id, () => ({}));
      if (incomplete.length > 0) await webhooks.refresh();
    },
  };
}

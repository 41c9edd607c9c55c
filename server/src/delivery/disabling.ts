import type { Knex } from 'knex';
import type { DomainEvent, JsonObject } from '../../../contracts/domain';
import { WEBHOOK_UID } from '../constants';
import type { NewId } from '../lib/ids';
import { describeError, type Logger } from '../lib/logger';
import { toIso, toIsoOrNull } from '../stores/database';
import type { OutboxStore } from '../stores/outbox-store';
import type { Receiver, StoredWebhook, WebhookStore } from '../stores/webhook-store';

export interface DisablingDeps {
  /** A transaction that Strapi's own queries join. */
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  store: Pick<WebhookStore, 'disable'>;
  outbox: Pick<OutboxStore, 'append'>;
  /** To those who listen inside Strapi. */
  emit(name: string, data: JsonObject): Promise<void>;
  sendEmail(email: { to: string; subject: string; text: string }): Promise<void>;
  /** Who is written to. */
  emails: readonly string[];
  newId: NewId;
  now(): number;
  log: Logger;
  /** The webhook was changed, and an event waits in the outbox. */
  disabled(): Promise<void>;
}

/** The event inside Strapi; receivers hear `webhook.disabled`. */
export const DISABLED_EVENT = 'lifecycle-webhooks.webhook-disabled';

/**
 * Disables a webhook on the plugin's own account, and tells everybody: its receivers' owners by the
 * event `webhook.disabled`, written in the same transaction, the site by its event hub and its log,
 * people by e-mail. Of several instances that want to, one does. What waits for it is held.
 */
export function createDisabling(deps: DisablingDeps) {
  const { store, outbox, log } = deps;

  return async (which: Receiver, reason: string): Promise<void> => {
    const disabledAt = deps.now();
    const disabled = await deps.transaction(async (trx) => {
      const webhook = await store.disable(which, reason, disabledAt);
      if (webhook !== null) await outbox.append([eventOf(webhook, deps.newId('evt'))], trx);
      return webhook;
    });
    if (disabled === null) return;
    await deps.disabled();
    log.warn(`Webhook ${which.id} is disabled (${reason}). What waits for it is held.`);
    // Not waited for: nobody who is told may keep deliveries from going on.
    void tell(disabled);
  };

  async function tell(webhook: StoredWebhook): Promise<void> {
    await deps.emit(DISABLED_EVENT, dataOf(webhook)).catch((error: unknown) => {
      log.error(`A listener of ${DISABLED_EVENT} failed: ${describeError(error)}`);
    });
    for (const to of deps.emails) {
      await deps.sendEmail({ to, ...emailOf(webhook) }).catch((error: unknown) => {
        log.error(`${to} could not be written to: ${describeError(error)}`);
      });
    }
  }
}

export type Disable = ReturnType<typeof createDisabling>;

/** The host alone: a path or a query may hold a token. */
function dataOf(webhook: StoredWebhook): JsonObject {
  return {
    id: webhook.id,
    name: webhook.name,
    host: new URL(webhook.url).host,
    reason: webhook.disabledReason,
    disabledAt: toIsoOrNull(webhook.disabledAt),
  };
}

function eventOf(webhook: StoredWebhook, id: string): DomainEvent {
  return {
    id,
    type: 'webhook.disabled',
    uid: WEBHOOK_UID,
    model: 'webhook',
    documentId: webhook.id,
    locale: null,
    snapshot: dataOf(webhook),
    changes: null,
    previous: null,
    createdAt: toIso(webhook.disabledAt ?? 0),
  };
}

function emailOf({ name, id, url, disabledReason }: StoredWebhook) {
  return {
    subject: `Webhook '${name}' is disabled`,
    text:
      `The webhook '${name}' (${id}) to ${new URL(url).host} was disabled: ${disabledReason}.\n\n` +
      'What waits for it is held, and goes out when the webhook is enabled again in ' +
      'Settings → Lifecycle webhooks.',
  };
}

import type { Core, Modules } from '@strapi/strapi';

type Original = Modules.WebhookStore.Webhook;

/** Strapi's own webhooks, and the runner that sends to them from its memory. */
export function createStrapiWebhooks(strapi: Core.Strapi) {
  return {
    /** Joins the caller's transaction. */
    findAll: (): Promise<Original[]> => strapi.get('webhookStore').findWebhooks(),

    /**
     * Leaves one the given events, and disables it where there are none; sent to is what is left, on this
     * instance and from the commit on. Not through Strapi's store, which refuses events it does not offer.
     */
    async leave(original: Original, events: readonly string[]): Promise<void> {
      const left =
        events.length === 0
          ? { ...original, isEnabled: false }
          : { ...original, events: [...events] };
      await strapi.db.transaction(async ({ onCommit }) => {
        await strapi.db.query('strapi::webhook').update({
          where: { id: original.id },
          data: { enabled: left.isEnabled, events: left.events },
        });
        onCommit(() => strapi.get('webhookRunner').update(left));
      });
    },
  };
}

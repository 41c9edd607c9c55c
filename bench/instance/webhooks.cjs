'use strict';

/** Webhooks of either kind, made and removed as their own services do. */
function webhookCommands(app) {
  const ours = () => app.plugin('lifecycle-webhooks').service('webhooks');
  const runner = () => app.get('webhookRunner');
  let strapis = [];

  return {
    addWebhooks: async ({ count = 1, ...webhook }) => {
      const ids = [];
      for (let index = 0; index < count; index += 1) {
        ids.push((await ours().create(webhook)).id);
      }
      return ids;
    },
    updateWebhook: async ({ id, ...change }) => {
      await ours().update(id, change);
    },
    removeWebhooks: async ({ ids }) => {
      for (const id of ids) await ours().delete(id);
    },

    addStrapiWebhooks: async ({ count = 1, name, url, events }) => {
      for (let index = 0; index < count; index += 1) {
        const webhook = await app
          .get('webhookStore')
          .createWebhook({ name, url, events, headers: {}, isEnabled: true });
        runner().add(webhook);
        strapis.push(webhook);
      }
    },
    /** What waits in Strapi's queue for them is dropped. */
    removeStrapiWebhooks: async () => {
      for (const webhook of strapis) {
        runner().remove(webhook);
        await app.get('webhookStore').deleteWebhook(webhook.id);
      }
      strapis = [];
      while (runner().queue.running > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

module.exports = { webhookCommands };

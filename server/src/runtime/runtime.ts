import type { Core } from '@strapi/strapi';
import { delivers } from '../domain/instance';
import { describeError } from '../lib/logger';
import { createLoop } from '../lib/loop';
import { widenIds } from '../stores/wide-ids';
import { createPruner } from '../upkeep/pruner';
import { createRollup } from '../upkeep/rollup';
import { createAnnouncing } from './announcing';
import { createFoundation } from './foundation';
import { createOffering } from './offering';
import { createSending } from './sending';

/** How soon a webhook changed on one instance is honoured on the others. */
const WEBHOOKS_POLL_MS = 500;

/** The composition root: this folder alone knows every part. */
export function createRuntime(strapi: Core.Strapi) {
  const base = createFoundation(strapi);
  const { webhooks, log } = base;

  const sending = createSending(base, () => announcing.relay.wake());
  const announcing = createAnnouncing(base, sending.queue);
  const { declared, moved, services } = createOffering(base, sending, announcing, webhooksChanged);
  const { capture, relay, gather, replays, backfills } = announcing;

  const watching = createLoop({
    everyMs: WEBHOOKS_POLL_MS,
    round: async () => {
      await webhooks.refresh();
      await moved.settle();
      base.telemetry.look();
      return false;
    },
    onError: (error) => log.error(`Webhooks could not be read: ${describeError(error)}`),
    onRecovery: () => log.info('Webhooks are read again'),
  });
  const upkeep = [
    sending.failing,
    createRollup(base),
    createPruner({
      ...base,
      store: base.retention,
      exists: (id) => webhooks.find(id) !== undefined,
      retention: base.options.retention,
    }),
  ];
  const delivering = [...upkeep, replays, backfills, relay, gather];
  /**
   * What runs beside the requests of the site, in the order in which it begins and ends: what is under way in
   * the queue last, and after it the word that this instance is no more.
   */
  const parts = [watching, ...(delivers(base) ? delivering : []), sending.queue, base.presence];

  // A process that copies content (a seed, a migration) can say that nothing of it is a change.
  const isCapturing = process.env.LIFECYCLE_WEBHOOKS_CAPTURE !== 'off';

  return {
    services,

    register(): void {
      strapi.hook('strapi::content-types.afterSync').register(() => widenIds(strapi.db));
      if (isCapturing) capture.start();
    },

    async start(): Promise<void> {
      await declared.apply();
      await webhooks.refresh();
      await moved.settle();
      await moved.completeMarks();
      if (webhooks.holdSecrets()) base.secretBox.warnOfWeakKey();
      if (isCapturing) base.features.start(announcing.emit);
      for (const part of parts) await part.start();
    },

    /** Ends what is under way and leaves nothing running. */
    async stop(): Promise<void> {
      capture.stop();
      base.features.stop();
      const ends = [...parts.map((part) => () => part.stop()), () => sending.http.close()];
      // What one cannot end, with the database gone, keeps no other alive, nor the site.
      for (const end of ends) {
        await end().catch((error: unknown) => {
          log.error(`Not everything could be ended in order: ${describeError(error)}`);
        });
      }
      base.telemetry.stop();
    },
  };

  /** Inside a transaction nothing has changed yet for anybody else. */
  async function webhooksChanged(): Promise<void> {
    if (!strapi.db.inTransaction()) return webhooks.refresh();
    await strapi.db.transaction(({ onCommit }) => onCommit(watching.wake));
  }
}

export type Runtime = ReturnType<typeof createRuntime>;

import { delivers, lives, LIVES_MS, type Instance } from '../domain/instance';
import { createLoop } from '../lib/loop';
import { describeError, type Logger } from '../lib/logger';
import type { InstanceStore } from '../stores/instance-store';
import type { Activity } from './activity';

export interface PresenceDeps {
  store: InstanceStore;
  /** What of this instance does not change. */
  self: Omit<Instance, 'seenAt' | 'attemptsPerMinute' | 'deliveredPerMinute'>;
  activity: Pick<Activity, 'lastMinute'>;
  now(): number;
  log: Logger;
}

const HEARTBEAT_MS = 5_000;
/** After so long without a sign the row of an instance that died is removed. */
const FORGOTTEN_MS = 10 * LIVES_MS;

const NOTHING_DELIVERS =
  "Nothing is delivered: no instance lives whose role is 'deliver' or 'all'. Events are kept until one starts.";

/**
 * Says that this instance lives, and knows which others do: one small write and one read of a few rows with
 * every heartbeat. What is asked of it is answered from memory, so that it costs nothing and needs no database.
 */
export function createPresence({ store, self, activity, now, log }: PresenceDeps) {
  let others: readonly Instance[] = [];
  /** Since when nothing delivers, and whether that was told. */
  let idle: { since: number; isTold: boolean } | undefined;

  const present = (): Instance => {
    const { attempts, delivered } = activity.lastMinute();
    return { ...self, seenAt: now(), attemptsPerMinute: attempts, deliveredPerMinute: delivered };
  };

  const living = (): Instance[] => {
    const at = now();
    return [...others.filter((other) => lives(other, at)), present()].sort((one, other) =>
      one.id < other.id ? -1 : 1
    );
  };

  /** All of a site may be starting: it is a word of warning only once it has lasted. */
  const lookForDelivery = () => {
    if (living().some(delivers)) {
      if (idle?.isTold === true) log.info('Events are delivered again');
      idle = undefined;
      return;
    }
    idle ??= { since: now(), isTold: false };
    if (idle.isTold || now() - idle.since < LIVES_MS) return;
    idle.isTold = true;
    log.warn(NOTHING_DELIVERS);
  };

  const loop = createLoop({
    everyMs: HEARTBEAT_MS,
    round: async () => {
      await store.see(present());
      const all = await store.all();
      others = all.filter(({ id }) => id !== self.id);
      const gone = others.filter(({ seenAt }) => seenAt < now() - FORGOTTEN_MS);
      if (gone.length > 0) await store.remove(gone.map(({ id }) => id));
      lookForDelivery();
      return false;
    },
    onError: (error) =>
      log.error(`This instance could not say that it lives: ${describeError(error)}`),
    onRecovery: () => log.info('This instance says again that it lives'),
  });

  return {
    start: () => loop.start(),

    async stop(): Promise<void> {
      await loop.stop();
      // Where the database is gone too, the others see it by the heartbeats that do not come.
      await store.remove([self.id]).catch((error: unknown) => {
        log.debug(`This instance could not say that it ends: ${describeError(error)}`);
      });
    },

    /** Instances that live, this one among them, in the order in which they started. */
    living,

    /** Requests that may be under way at once, over all instances that deliver. */
    slotsInAll: (): number =>
      living()
        .filter(delivers)
        .reduce((sum, { concurrency }) => sum + concurrency, 0),
  };
}

export type Presence = ReturnType<typeof createPresence>;

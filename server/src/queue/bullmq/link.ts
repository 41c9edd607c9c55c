import { createLoop } from '../../lib/loop';
import { describeError, type Logger } from '../../lib/logger';
import { within } from '../../lib/within';
import type { Engine, EngineDeps } from './engine';

export interface LinkDeps {
  /** Rejects soon where nobody answers. */
  connect(onError: EngineDeps['onError']): Promise<Engine>;
  /** The engine answers again, or for the first time. */
  up(): void;
  log: Logger;
}

const LOOK_MS = 1_000;

/**
 * The way to the engine. It is opened when the engine can be reached, however late, and looked at every second.
 * The log hears once that the engine is lost and once that it is back, not of each command that fails.
 */
export function createLink({ connect, up, log }: LinkDeps) {
  let engine: Engine | undefined;
  let isUp = false;
  /** What was said in the background last: it tells more than the command that failed. */
  let said: unknown;
  let failed: unknown;

  const loop = createLoop({
    everyMs: LOOK_MS,
    round: async () => {
      try {
        const reason = failed;
        failed = undefined;
        if (reason !== undefined) throw reason;
        if (engine === undefined) engine = await connect((error) => (said = error));
        else await engine.ping();
      } catch (error) {
        isUp = false;
        throw new EngineLost(said ?? error);
      }
      said = undefined;
      if (!isUp) {
        isUp = true;
        up();
      }
      return false;
    },
    onError: (error) =>
      log.error(`The queue's engine cannot be reached, deliveries wait: ${describeError(error)}`),
    onRecovery: () => log.info("The queue's engine is reached again"),
  });

  return {
    start: loop.start,

    /** Undefined while it does not answer. */
    engine: (): Engine | undefined => (isUp ? engine : undefined),

    /** Whether the engine answers now, within so many milliseconds. */
    async answers(ms: number): Promise<boolean> {
      if (engine === undefined) return false;
      const answer = engine.ping().then(
        () => true,
        () => false
      );
      return within(ms, answer, false);
    },

    /** A command failed: nothing more is asked of it until it has answered again. */
    lost(error: unknown): void {
      failed = error;
      isUp = false;
      loop.wake();
    },

    /** Takes no further jobs. */
    pause: async (): Promise<void> => engine?.pause(),

    async stop(): Promise<void> {
      await loop.stop();
      isUp = false;
      await engine?.close();
    },
  };
}

export type Link = ReturnType<typeof createLink>;

/** With one code, whatever the reason: it is told once. */
class EngineLost extends Error {
  readonly code = 'ENGINE_LOST';

  constructor(cause: unknown) {
    super('it does not answer', { cause });
  }
}

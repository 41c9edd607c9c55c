import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';

export interface LoopOptions {
  /**
   * Does one round; answers whether another one should follow at once, or in how many milliseconds
   * at the latest.
   */
  round(): Promise<boolean | number>;
  /** The longest time between two rounds, in milliseconds. */
  everyMs: number;
  /** The time after a round that threw; `everyMs`, unless told otherwise. */
  afterErrorMs?: number;
  /**
   * How long it rests between rounds it is woken for, where this thread has no time to spare; nothing where it has.
   * What comes meanwhile is done by one round.
   */
  restAtMostMs?: number;
  /**
   * Hears of a round that threw; the loop goes on after a while. Of an error that comes again and
   * again it hears every half minute.
   */
  onError(error: unknown): void;
  /** Hears of the first round that did not throw, after an error that was told. */
  onRecovery?(): void;
}

/** How long an error that was told is not told again, in milliseconds. */
const TOLD_FOR_MS = 30_000;

/**
 * Runs `round` one at a time: when woken, after `everyMs` of quiet, and again as soon as it answers
 * that it should.
 *
 * A wake may come from inside a transaction, whose async context outlives it. Rounds therefore run
 * in the context in which the loop was made: none of the caller's transaction, request or user.
 */
export function createLoop(options: LoopOptions) {
  const { round, everyMs, afterErrorMs = everyMs, restAtMostMs = 0, onError, onRecovery } = options;
  const outside = AsyncLocalStorage.snapshot();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let wokenMeanwhile = false;
  let started = false;
  /** Before it, nothing is begun because of a wake, by `performance.now()`. */
  let restsUntil = 0;
  let usedBefore = performance.eventLoopUtilization();
  let told: { error: string; at: number; isOver: boolean } | undefined;

  const failed = (error: unknown) => {
    const at = performance.now();
    const kind = kindOf(error);
    if (told?.error === kind && at - told.at < TOLD_FOR_MS) return;
    told = { error: kind, at, isOver: false };
    onError(error);
  };

  const succeeded = () => {
    if (told === undefined || told.isOver) return;
    told.isOver = true;
    onRecovery?.();
  };

  const delayAfter = (again: boolean | number): number => {
    if (typeof again === 'boolean') return again ? 0 : everyMs;
    return Math.min(Math.max(again, 0), everyMs);
  };

  const schedule = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(run, delayMs);
  };

  /** 0 where this thread had half of its time to spare since it was last asked, 1 where it had none. */
  const busyness = () => {
    const before = usedBefore;
    usedBefore = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(usedBefore, before);
    return Math.max(0, 2 * utilization - 1);
  };

  const rest = () => Math.max(0, restsUntil - performance.now());

  const run = () => {
    running = outside(async () => {
      let delayMs = afterErrorMs;
      wokenMeanwhile = false;
      try {
        delayMs = delayAfter(await round());
        succeeded();
      } catch (error) {
        failed(error);
      }
      restsUntil = performance.now() + restAtMostMs * busyness();
      running = undefined;
      if (started) schedule(wokenMeanwhile ? Math.min(rest(), delayMs) : delayMs);
    });
  };

  return {
    start(): void {
      started = true;
      outside(() => schedule(0));
    },
    wake(): void {
      if (!started || wokenMeanwhile) return;
      wokenMeanwhile = true;
      if (running === undefined) outside(() => schedule(rest()));
    },
    /** Resolves when the round under way has ended; no timer is left. */
    async stop(): Promise<void> {
      started = false;
      clearTimeout(timer);
      await running;
    },
  };
}

/** What tells errors apart: their code, since the message of a statement that failed has its values. */
function kindOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message } = error as { code?: unknown; message?: unknown };
  return String(code ?? message);
}

export type Loop = ReturnType<typeof createLoop>;

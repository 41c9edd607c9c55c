import { PATIENCE_MS } from '../../domain/handful';
import type { InLane } from './messages';

/** A request that is sent when it is its turn in its lane, or is not begun. */
export interface Turn {
  /** @returns whether it went well. */
  begin(): Promise<boolean>;
  leave(): void;
}

interface Row {
  underWay: number;
  /** `until`: when it is left, by `performance.now()`. */
  waiting: { turn: Turn; until: number }[];
  leaving?: NodeJS.Timeout | undefined;
}

/**
 * Requests of each lane in the order in which they came, so many at once: the next begins as soon as one has
 * ended, without hearing of the main thread, which may be busy. What waits in a lane is left after one that did not
 * go well; and what has waited for long, since it was thought to take its turn sooner. What becomes of it is decided
 * by who knows the webhook.
 */
export function createTurns(patienceMs = PATIENCE_MS) {
  const rows = new Map<string, Row>();

  const leave = (row: Row) => row.waiting.splice(0).forEach(({ turn }) => turn.leave());

  const leaveLate = (row: Row) => {
    const now = performance.now();
    const inTime = row.waiting.findIndex(({ until }) => until > now);
    const late = row.waiting.splice(0, inTime < 0 ? row.waiting.length : inTime);
    late.forEach(({ turn }) => turn.leave());
    row.leaving = undefined;
    watch(row);
  };

  const watch = (row: Row) => {
    const [first] = row.waiting;
    if (first === undefined || row.leaving !== undefined) return;
    row.leaving = setTimeout(() => leaveLate(row), first.until - performance.now());
  };

  const run = async (lane: string, row: Row): Promise<void> => {
    row.underWay += 1;
    for (let next = row.waiting.shift(); next !== undefined; next = row.waiting.shift()) {
      if (!(await next.turn.begin())) leave(row);
    }
    row.underWay -= 1;
    if (row.underWay > 0) return;
    clearTimeout(row.leaving);
    rows.delete(lane);
  };

  return {
    add({ lane, atOnce }: InLane, turn: Turn): void {
      const row = rows.get(lane) ?? { underWay: 0, waiting: [] };
      rows.set(lane, row);
      row.waiting.push({ turn, until: performance.now() + patienceMs });
      while (row.underWay < atOnce && row.waiting.length > 0) void run(lane, row);
      watch(row);
    },

    /** Leaves everything that was not begun. */
    end: (): void => rows.forEach(leave),
  };
}

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
  waiting: Turn[];
  /** Runs while there may be some that wait; begins anew with each that is begun. */
  patience?: NodeJS.Timeout;
}

/**
 * Requests of each lane in the order in which they came, so many at once: the next begins as soon as one has
 * ended, without hearing of the main thread, which may be busy. After one that did not go well, and where nothing
 * could be begun for a while, what waits in its lane is left. What becomes of it is decided by who knows the webhook.
 */
export function createTurns(patienceMs = PATIENCE_MS) {
  const rows = new Map<string, Row>();

  const leave = (row: Row) => row.waiting.splice(0).forEach((turn) => turn.leave());

  const run = async (lane: string, row: Row): Promise<void> => {
    row.underWay += 1;
    for (let turn = row.waiting.shift(); turn !== undefined; turn = row.waiting.shift()) {
      row.patience?.refresh();
      if (!(await turn.begin())) leave(row);
    }
    row.underWay -= 1;
    if (row.underWay > 0) return;
    clearTimeout(row.patience);
    rows.delete(lane);
  };

  return {
    add({ lane, atOnce }: InLane, turn: Turn): void {
      const row = rows.get(lane) ?? { underWay: 0, waiting: [] };
      rows.set(lane, row);
      row.waiting.push(turn);
      if (row.underWay < atOnce) void run(lane, row);
      else if (row.patience === undefined) row.patience = setTimeout(() => leave(row), patienceMs);
      // It is over already, or what waited before was left.
      else if (row.waiting.length === 1) row.patience.refresh();
    },

    /** Leaves everything that was not begun. */
    end: (): void => rows.forEach(leave),
  };
}

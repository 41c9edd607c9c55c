import { HANDFUL_MS } from '../../domain/handful';
import type { Slot } from './messages';

/** A request that is sent when it is its turn in its slot, or is not begun. */
export interface Turn {
  /** @returns whether it went well. */
  begin(): Promise<boolean>;
  leave(): void;
}

interface Row {
  lane: string;
  waiting: Turn[];
  isOver: boolean;
  overTime?: NodeJS.Timeout;
}

/**
 * Requests of one slot, one after another: between them the thread need not hear of the main thread, which may be
 * busy. When a slot's time is over, also while a request takes long, its rest is left; after a request that did not
 * go well, the rest of its lane is. What becomes of it is decided by who knows the webhook.
 */
export function createTurns(handfulMs = HANDFUL_MS) {
  const rows = new Map<number, Row>();

  const leave = (row: Row) => {
    row.isOver = true;
    row.waiting.splice(0).forEach((turn) => turn.leave());
  };

  const leaveLane = (lane: string) => {
    for (const row of rows.values()) if (row.lane === lane) leave(row);
  };

  const run = async (slot: Slot, row: Row): Promise<void> => {
    for (let turn = row.waiting.shift(); turn !== undefined; turn = row.waiting.shift()) {
      if (!(await turn.begin())) leaveLane(slot.lane);
    }
    clearTimeout(row.overTime);
    rows.delete(slot.number);
  };

  return {
    add(slot: Slot, turn: Turn): void {
      const row = rows.get(slot.number);
      if (row?.isOver === true) turn.leave();
      else if (row !== undefined) {
        row.overTime ??= setTimeout(() => leave(row), handfulMs);
        row.waiting.push(turn);
      } else {
        const begun: Row = { lane: slot.lane, waiting: [turn], isOver: false };
        rows.set(slot.number, begun);
        void run(slot, begun);
      }
    },

    /** Leaves everything that was not begun. */
    end: (): void => rows.forEach(leave),
  };
}

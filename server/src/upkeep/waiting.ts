import { describeError, type Logger } from '../lib/logger';
import { within } from '../lib/within';
import type { BacklogStore, DueRow } from '../stores/backlog-store';
import type { OutboxStore } from '../stores/outbox-store';

export interface WaitingDeps {
  backlog: Pick<BacklogStore, 'due'>;
  outbox: Pick<OutboxStore, 'waiting'>;
  webhooks: { ids(): string[]; disabledIds(): string[] };
  now(): number;
  log: Logger;
}

/** What waits on the whole site. */
export interface Waiting {
  /** Of the webhooks that are enabled. */
  due: DueRow[];
  outbox: { count: number; oldestAt: number | null };
}

const PATIENCE_MS = 2_000;

/**
 * Looks at what waits, counting up to a number in each place; undefined where the database does not answer in
 * time. One look at a time: those who ask meanwhile share it, so that they do not pile up before a database
 * that hangs.
 */
export function createWaiting(deps: WaitingDeps, most: number) {
  const { webhooks, now, log } = deps;
  let looking: Promise<Waiting | undefined> | undefined;
  let told: string | undefined;

  const look = async (): Promise<Waiting> => {
    const disabled = new Set(webhooks.disabledIds());
    const enabled = webhooks.ids().filter((id) => !disabled.has(id));
    const due = await deps.backlog.due(enabled, now(), most);
    return { due, outbox: await deps.outbox.waiting(most) };
  };

  /** To who asked, that there is no answer is the answer; who asks every few seconds does not fill the log. */
  const failed = (error: string) => {
    if (error !== told) log.error(`What waits could not be counted: ${error}`);
    told = error;
  };

  return (): Promise<Waiting | undefined> => {
    looking ??= look()
      .then(
        (waiting) => {
          told = undefined;
          return waiting;
        },
        (error: unknown) => {
          failed(describeError(error));
          return undefined;
        }
      )
      .finally(() => (looking = undefined));
    return within(PATIENCE_MS, looking, undefined);
  };
}

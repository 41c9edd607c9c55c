import type { Health, QueueHealth } from '../../../contracts/health';
import { reasonsOf, statusOf } from '../domain/health';
import { delivers, type Instance } from '../domain/instance';
import { within } from '../lib/within';
import type { BacklogStore } from '../stores/backlog-store';
import { toIsoOrNull } from '../stores/database';
import type { OutboxStore } from '../stores/outbox-store';

export interface HealthDeps {
  backlog: Pick<BacklogStore, 'due'>;
  outbox: Pick<OutboxStore, 'waiting'>;
  webhooks: { ids(): string[]; disabledIds(): string[] };
  /** Of the queue this instance runs; undefined where it runs none. */
  queueHealth: (() => Promise<QueueHealth>) | undefined;
  presence: { living(): Instance[] };
  now(): number;
}

interface Waiting {
  backlog: number;
  outbox: number;
  /** Since when the oldest of them has waited; null: none does. */
  dueAt: number | null;
  outboxAt: number | null;
}

/** How long an answer is waited for: of the database, and beside it of the queue. */
const PATIENCE_MS = 2_000;
/** Of the outbox, and of each webhook; what a million rows cost to count a load balancer need not know. */
const COUNTED = 10_000;

/** `strapi.plugin('lifecycle-webhooks').service('health')` */
export function createHealthService(deps: HealthDeps) {
  const { webhooks, presence, now } = deps;
  let reading: Promise<Waiting | undefined> | undefined;

  const read = async (): Promise<Waiting> => {
    const disabled = new Set(webhooks.disabledIds());
    const enabled = webhooks.ids().filter((id) => !disabled.has(id));
    const due = await deps.backlog.due(enabled, now(), COUNTED);
    const { count, oldestAt } = await deps.outbox.waiting(COUNTED);
    return {
      backlog: due.reduce((sum, row) => sum + row.due, 0),
      outbox: count,
      dueAt: earliest(due.map((row) => row.oldestDueAt)),
      outboxAt: oldestAt,
    };
  };

  /** Undefined: the database does not answer. One look at a time: those who ask meanwhile share it. */
  const look = async (): Promise<Waiting | undefined> => {
    reading ??= read()
      .catch(() => undefined)
      .finally(() => (reading = undefined));
    return within(PATIENCE_MS, reading, undefined);
  };

  const askQueue = async (): Promise<QueueHealth | null> => {
    if (deps.queueHealth === undefined) return null;
    return deps.queueHealth();
  };

  return {
    /** How this instance is, within a few seconds whatever else is. */
    async check(): Promise<Health> {
      const [waiting, queue] = await Promise.all([look(), askQueue()]);
      const at = now();
      const living = presence.living();
      const delivering = living.filter(delivers);
      const since = (time: number | null) => (time === null ? 0 : Math.max(0, at - time));
      const { dueAt = null, outboxAt = null } = waiting ?? {};
      const oldestAt = earliest([dueAt, outboxAt]);
      const reasons = reasonsOf({
        isDatabaseReachable: waiting !== undefined,
        isQueueReachable: queue?.isReachable !== false,
        isDelivering: delivering.length > 0,
        outboxMs: since(outboxAt),
        dueMs: since(dueAt),
      });
      return {
        status: statusOf(reasons),
        reasons,
        backlog: waiting?.backlog ?? null,
        outbox: waiting?.outbox ?? null,
        oldestPendingAt: toIsoOrNull(oldestAt),
        oldestPendingMs: oldestAt === null ? null : since(oldestAt),
        database: { isReachable: waiting !== undefined },
        queue,
        instances: { living: living.length, delivering: delivering.length },
      };
    },
  };
}

export type HealthService = ReturnType<typeof createHealthService>;

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

import type { Health, QueueHealth } from '../../../contracts/health';
import { reasonsOf, statusOf } from '../domain/health';
import { delivers, type Instance } from '../domain/instance';
import { toIsoOrNull } from '../stores/database';

export interface HealthDeps {
  /** Undefined where the database does not answer, and that in a bounded time. */
  waiting(): Promise<WaitingNow | undefined>;
  /** Of the queue this instance runs, likewise bounded; undefined where it runs none. */
  queueHealth: (() => Promise<QueueHealth>) | undefined;
  presence: { living(): Instance[] };
  now(): number;
}

interface WaitingNow {
  due: readonly { due: number; oldestDueAt: number }[];
  outbox: { count: number; oldestAt: number | null };
}

/** `strapi.plugin('lifecycle-webhooks').service('health')` */
export function createHealthService({ waiting, queueHealth, presence, now }: HealthDeps) {
  const askQueue = async (): Promise<QueueHealth | null> => {
    if (queueHealth === undefined) return null;
    return queueHealth();
  };

  return {
    /** How this instance is, within a few seconds whatever else is. */
    async check(): Promise<Health> {
      const [known, queue] = await Promise.all([waiting(), askQueue()]);
      const at = now();
      const living = presence.living();
      const delivering = living.filter(delivers);
      const since = (time: number | null) => (time === null ? 0 : Math.max(0, at - time));
      const dueAt = earliest((known?.due ?? []).map(({ oldestDueAt }) => oldestDueAt));
      const outboxAt = known?.outbox.oldestAt ?? null;
      const oldestAt = earliest([dueAt, outboxAt]);
      const reasons = reasonsOf({
        isDatabaseReachable: known !== undefined,
        isQueueReachable: queue?.isReachable !== false,
        isDelivering: delivering.length > 0,
        outboxMs: since(outboxAt),
        dueMs: since(dueAt),
      });
      return {
        status: statusOf(reasons),
        reasons,
        backlog: known?.due.reduce((sum, row) => sum + row.due, 0) ?? null,
        outbox: known?.outbox.count ?? null,
        oldestPendingAt: toIsoOrNull(oldestAt),
        oldestPendingMs: oldestAt === null ? null : since(oldestAt),
        database: { isReachable: known !== undefined },
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

import { TABLES } from '../constants';
import type { InstanceRole } from '../../../contracts/instances';
import type { Instance } from '../domain/instance';
import type { Database } from './database';

interface InstanceRow {
  instance_id: string;
  role: InstanceRole;
  host: string;
  pid: number;
  version: string;
  concurrency: number;
  started_at: string | number;
  seen_at: string | number;
  attempts_per_minute: number;
  delivered_per_minute: number;
}

/** Which instances there are. A row is written by its instance alone, so that none waits for another. */
export function createInstanceStore(db: Database) {
  const instances = () => db.table(TABLES.instances);

  return {
    /** Says that an instance lives: one small statement, since on SQLite everybody waits for it. */
    async see(instance: Instance): Promise<void> {
      const row = toRow(instance);
      const { instance_id, ...rest } = row;
      const changed: number = await instances().where({ instance_id }).update(rest);
      if (changed === 0) await instances().insert(row);
    },

    async all(): Promise<Instance[]> {
      const rows: InstanceRow[] = await instances().select('*').orderBy('instance_id');
      return rows.map(toInstance);
    },

    async remove(ids: readonly string[]): Promise<void> {
      await instances()
        .whereIn('instance_id', [...ids])
        .delete();
    },
  };
}

export type InstanceStore = ReturnType<typeof createInstanceStore>;

function toRow(instance: Instance): InstanceRow {
  return {
    instance_id: instance.id,
    role: instance.role,
    host: instance.host,
    pid: instance.pid,
    version: instance.version,
    concurrency: instance.concurrency,
    started_at: instance.startedAt,
    seen_at: instance.seenAt,
    attempts_per_minute: instance.attemptsPerMinute,
    delivered_per_minute: instance.deliveredPerMinute,
  };
}

function toInstance(row: InstanceRow): Instance {
  return {
    id: row.instance_id,
    role: row.role,
    host: row.host,
    pid: row.pid,
    version: row.version,
    concurrency: row.concurrency,
    startedAt: Number(row.started_at),
    seenAt: Number(row.seen_at),
    attemptsPerMinute: row.attempts_per_minute,
    deliveredPerMinute: row.delivered_per_minute,
  };
}

import type { InstanceRole } from '../../../contracts/instances';

/** A Strapi process, as it is told of itself. Times are milliseconds since the epoch. */
export interface Instance {
  id: string;
  role: InstanceRole;
  host: string;
  pid: number;
  version: string;
  /** Requests it may have under way at once. */
  concurrency: number;
  startedAt: number;
  seenAt: number;
  attemptsPerMinute: number;
  deliveredPerMinute: number;
}

/** How long after it was last seen an instance counts as living; three of its heartbeats. */
export const LIVES_MS = 15_000;

export function delivers({ role }: Pick<Instance, 'role'>): boolean {
  return role !== 'capture';
}

export function lives({ seenAt }: Pick<Instance, 'seenAt'>, now: number): boolean {
  return seenAt > now - LIVES_MS;
}

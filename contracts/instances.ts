/**
 * What an instance does beside being a Strapi. `capture`: it captures changes and answers requests, and leaves
 * delivering to others. `deliver`: it is there to deliver. `all`: both.
 */
export const INSTANCE_ROLES = ['all', 'capture', 'deliver'] as const;
export type InstanceRole = (typeof INSTANCE_ROLES)[number];

/** A Strapi process that lives: it was seen within the last seconds. */
export interface InstanceInsight {
  /** `ins_…`, of this start of it. */
  id: string;
  role: InstanceRole;
  host: string;
  pid: number;
  /** Of the plugin. */
  version: string;
  /** Requests it may have under way at once. */
  concurrency: number;
  startedAt: string;
  /** Instances say every few seconds that they live. */
  seenAt: string;
  /** Attempts it made in the minute before, and how many of them delivered. */
  attemptsPerMinute: number;
  deliveredPerMinute: number;
}

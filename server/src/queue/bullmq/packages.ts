import { createRequire } from 'node:module';
import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';
import type * as pg from 'pg';

/** What is installed only where it is used. */
export type Bullmq = typeof bullmq;
export type Ioredis = typeof ioredis;
export type Pg = typeof pg;

/** A require of their names, not an import: bundlers leave it alone, and nothing is loaded before it is called. */
const requireInstalled = createRequire(import.meta.url);

const INSTALL = {
  redis: 'npm install bullmq@6 ioredis',
  postgres: 'npm install bullmq@6 pg',
} as const;

/**
 * Loads what a site installs itself when it configures this queue.
 *
 * @throws Error with the command that installs what is missing.
 */
export const packages = {
  redis: () => ({
    bullmq: load<Bullmq>('bullmq', 'redis'),
    ioredis: load<Ioredis>('ioredis', 'redis'),
  }),
  postgres: () => ({
    bullmq: load<Bullmq>('bullmq', 'postgres'),
    pg: load<Pg>('pg', 'postgres'),
  }),
};

function load<Module>(name: string, kind: keyof typeof INSTALL): Module {
  try {
    return requireInstalled(name) as Module;
  } catch (cause) {
    throw new Error(
      `lifecycle-webhooks is configured with queue: { bullmq: { ${kind}: … } }, which needs the package ` +
        `'${name}'. Install what is missing: ${INSTALL[kind]}`,
      { cause }
    );
  }
}

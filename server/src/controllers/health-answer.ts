import { PLUGIN_ID } from '../constants';
import { within } from '../lib/within';
import type { HealthService } from '../services/health';

interface Context {
  path: string;
  status: number;
  body: unknown;
}

/** Longer than a check takes, shorter than a load balancer waits. */
const PATIENCE_MS = 5_000;
const LATE = Symbol('late');

/**
 * Before a route is reached Strapi looks up in the database who asks. Where that fails or takes for ever, the
 * question after the health of this instance is answered all the same, with no more than that it is down.
 */
export function createHealthAnswer(health: () => HealthService) {
  const isAsked = (path: string) => path.endsWith(`/${PLUGIN_ID}/health`);

  return async (context: Context, next: () => Promise<unknown>): Promise<void> => {
    if (!isAsked(context.path)) return void (await next());
    const answered: Promise<unknown> = next();
    try {
      if ((await within(PATIENCE_MS, answered, LATE)) !== LATE) return;
      // What it comes to when nobody waits for it any more.
      answered.catch(() => undefined);
    } catch (error) {
      if ((await health().check()).database.isReachable) throw error;
    }
    const { status, reasons } = await health().check();
    context.status = 503;
    context.body = { data: status === 'down' ? { status, reasons } : LATE_ANSWER };
  };
}

/** It was who asks that could not be found out in time. */
const LATE_ANSWER = { status: 'down', reasons: ['database-unreachable'] };

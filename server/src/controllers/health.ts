import type { FindHealthResponse } from '../../../contracts/health';
import type { HealthService } from '../services/health';
import type { RequestContext } from './request';

export function createHealthController(health: HealthService) {
  return {
    /** The status of the answer tells too: load balancers read no further. */
    async find(context: RequestContext): Promise<FindHealthResponse> {
      const data = await health.check();
      context.status = data.status === 'down' ? 503 : 200;
      return { data };
    },
  };
}

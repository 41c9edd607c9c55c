import { CRASH, fleetSuite } from './fleet.suite';

// The queue is on the server of the site: a crash takes both.
fleetSuite({
  name: 'PostgreSQL',
  configOn: ({ url }) => ({ queue: { bullmq: { postgres: url } } }),
  faults: [CRASH],
});

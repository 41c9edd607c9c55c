import { ringSuite } from './ring.suite';

// The engine is in the site's own database.
ringSuite(({ connection }) => ({ bullmq: { postgres: connection } }));

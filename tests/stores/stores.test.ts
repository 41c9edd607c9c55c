import { backfillSuite } from './backfills.suite';
import { bodySuite } from './bodies.suite';
import { deliverySuite } from './deliveries.suite';
import { eventSuite } from './events.suite';
import { gatheredSuite } from './gathered.suite';
import { laneSuite } from './lanes.suite';
import { outboxSuite } from './outbox.suite';
import { replaySuite } from './replays.suite';
import { retentionSuite } from './retention.suite';
import { upkeepSuite } from './upkeep.suite';
import { webhookSuite } from './webhooks.suite';
import { startStores, type StoreHarness } from './tables';

let harness: StoreHarness;

beforeAll(async () => {
  harness = await startStores();
});
afterEach(() => harness?.clear());
afterAll(() => harness?.stop());

const stores = () => harness;

describe('the outbox', () => outboxSuite(stores));
describe('events', () => eventSuite(stores));
describe('bodies', () => bodySuite(stores));
describe('deliveries', () => deliverySuite(stores));
describe('what is told together', () => gatheredSuite(stores));
describe('lanes', () => laneSuite(stores));
describe('replays', () => replaySuite(stores));
describe('backfills', () => backfillSuite(stores));
describe('retention', () => retentionSuite(stores));
describe('upkeep', () => upkeepSuite(stores));
describe('webhooks', () => webhookSuite(stores));

import { healthOf, LATE_AFTER_MS } from '../../admin/src/home/health';
import type { AttemptCounts, WebhookInsight } from '../../contracts/insights';
import { aWebhookInsight } from './factories';

const NOW = Date.parse('2026-03-04T12:00:00Z');
const COUNTS: AttemptCounts = { delivered: 100, retried: 4, failed: 0 };

const before = (ms: number) => new Date(NOW - ms).toISOString();
const point = (delivered: number, retried: number, failed = 0) => ({
  at: before(0),
  ...{ delivered, retried, failed },
});
const healthy = aWebhookInsight({ points: [point(9, 1)] });

function health(webhooks: WebhookInsight[], { counts = COUNTS } = {}) {
  return healthOf({ ...counts, webhooks }, NOW);
}

test('all is well where attempts arrive, some of them at the second try', () => {
  expect(health([healthy])).toMatchObject({ state: 'well', failing: [] });
});

test('nothing attempted is neither well nor ill', () => {
  const counts = { delivered: 0, retried: 0, failed: 0 };
  expect(health([aWebhookInsight({ ...counts, points: [] })], { counts }).state).toBe('idle');
});

test.each([
  { title: 'fails where most of the latest attempts fail', points: [point(9, 0), point(1, 2)] },
  { title: 'fails until an attempt arrives', points: [point(0, 3), point(0, 0), point(0, 0)] },
  { title: 'does not fail where the latest attempts arrive', points: [point(0, 5), point(3, 0)] },
  { title: 'does not fail where half of them arrive', points: [point(2, 1, 1)] },
])('a webhook $title', ({ title, points }) => {
  const fails = title.startsWith('fails');
  const found = health([aWebhookInsight({ points })]);
  expect(found.failing).toHaveLength(fails ? 1 : 0);
  expect(found.state).toBe(fails ? 'failing' : 'well');
});

test('the webhook with the most failures is told first', () => {
  const points = [point(0, 1)];
  const few = aWebhookInsight({ webhookId: 'whk_few', retried: 1, failed: 0, points });
  const many = aWebhookInsight({ webhookId: 'whk_many', retried: 9, failed: 3, points });
  const { failing } = health([few, many]);
  expect(failing.map(({ webhookId }) => webhookId)).toEqual(['whk_many', 'whk_few']);
});

test.each([
  { whose: 'a disabled webhook', webhook: { enabled: false } },
  { whose: 'a deleted webhook', webhook: { name: null } },
])('$whose neither fails nor is waited for', ({ webhook }) => {
  const backlog = { pending: 5, oldestPendingAt: before(LATE_AFTER_MS * 9) };
  const found = health([aWebhookInsight({ points: [point(0, 9)], backlog, ...webhook })]);
  expect(found).toEqual({
    state: 'well',
    failing: [],
    waiting: { pending: 0, oldestPendingAt: null },
    stopped: 0,
  });
});

test('what waits is counted over webhooks, the oldest of all', () => {
  const waiting = (pending: number, ms: number) =>
    aWebhookInsight({ backlog: { pending, oldestPendingAt: before(ms) } });
  const found = health([waiting(3, 1_000), healthy, waiting(4, 5_000)]);
  expect(found.waiting).toEqual({ pending: 7, oldestPendingAt: before(5_000) });
});

test('deliveries are late once one waits for longer than first retries take', () => {
  const since = (ms: number) =>
    health([aWebhookInsight({ backlog: { pending: 1, oldestPendingAt: before(ms) } })]).state;
  expect(since(LATE_AFTER_MS)).toBe('well');
  expect(since(LATE_AFTER_MS + 1)).toBe('late');
});

test('the worst is told: failing, then stopped, then deliveries given up, then late ones', () => {
  const late = aWebhookInsight({
    backlog: { pending: 1, oldestPendingAt: before(LATE_AFTER_MS * 2) },
  });
  const failing = aWebhookInsight({ points: [point(0, 1)] });
  const stopped = aWebhookInsight({ enabled: false, disabledReason: 'gone' });
  const counts = { ...COUNTS, failed: 1 };
  expect(health([late, failing, stopped], { counts }).state).toBe('failing');
  expect(health([late, stopped], { counts }).state).toBe('stopped');
  expect(health([late], { counts }).state).toBe('lossy');
  expect(health([late]).state).toBe('late');
});

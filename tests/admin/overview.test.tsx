import { act, screen, waitFor } from '@strapi/strapi/admin/test';
import { within } from '@testing-library/react';
import OverviewRoute from '../../admin/src/pages/OverviewRoute';
import type { FindInsightsResponse, InsightHours, InsightsSummary } from '../../contracts/insights';
import { ago, anInstance, aSeries, aSummary, aWebhookInsight } from './factories';
import { renderPanel, serve, serveError, serveNever, type Permission } from './panel';

const OVERVIEW = '/settings/lifecycle-webhooks/overview';
const DELIVERIES = '/settings/lifecycle-webhooks/deliveries';

const slow = aWebhookInsight({ webhookId: 'whk_slow', name: 'Slow shop' });
const bad = aWebhookInsight({ webhookId: 'whk_bad', name: 'Bad shop', retried: 20, failed: 7 });

function answer(
  hours: InsightHours,
  summary: Partial<InsightsSummary> = {},
  site: Partial<FindInsightsResponse['data']> = {}
) {
  const webhooks = [slow, bad];
  return {
    data: {
      summary: aSummary({ hours, webhooks, slowest: [slow], failing: [bad], ...summary }),
      series: aSeries(hours),
      instances: [anInstance()],
      isDelivering: true,
      ...site,
    },
  };
}

function serveInsights(summary: Partial<InsightsSummary> = {}) {
  return serve('get', '/insights', ({ query }) =>
    answer(Number(query.get('hours')) as InsightHours, summary)
  );
}

const open = (at = OVERVIEW, may?: Permission[]) => renderPanel(<OverviewRoute />, { at, may });

const tile = async (label: string) => {
  const term = await screen.findByText(label, { selector: 'dt' });
  return term.parentElement as HTMLElement;
};

test('a day is shown unless the address says another range', async () => {
  const asked = serveInsights();
  open();
  expect(await screen.findByRole('button', { name: '24 h', pressed: true })).toBeInTheDocument();
  expect(asked.map(({ query }) => query.get('hours'))).toEqual(['24']);
});

test.each(['?hours=2', '?hours=week', '?hours='])('%s is a day, too', async (query) => {
  const asked = serveInsights();
  open(OVERVIEW + query);
  await screen.findByRole('button', { name: '24 h', pressed: true });
  expect(asked[0]?.query.get('hours')).toBe('24');
});

test('another range is asked for, and is in the address', async () => {
  const asked = serveInsights();
  const { user, url } = open(`${OVERVIEW}?hours=1`);
  await user.click(await screen.findByRole('button', { name: '7 d' }));
  expect(await screen.findByRole('button', { name: '7 d', pressed: true })).toBeInTheDocument();
  expect(url()).toBe(`${OVERVIEW}?hours=168`);
  await waitFor(() => expect(asked.map(({ query }) => query.get('hours'))).toEqual(['1', '168']));
});

test('the range is told in numbers', async () => {
  serveInsights({
    delivered: 1204,
    retried: 12,
    failed: 3,
    successRate: 0.9996,
    latencyMs: { p50: 42.4, p95: 1234, p99: null },
    backlog: { pending: 31, oldestPendingAt: ago(20 * 60_000) },
  });
  open();
  expect(await tile('Delivered')).toHaveTextContent('1,204of 1,219 attempts');
  expect(await tile('Success rate')).toHaveTextContent('99.9%');
  expect(await tile('Failed')).toHaveTextContent('312 retried · Show');
  expect(screen.getByRole('link', { name: 'Show failed deliveries' })).toHaveAttribute(
    'href',
    `${DELIVERIES}?status=failed`
  );
  expect(await tile('Latency (median)')).toHaveTextContent('42 msp95 1.2 sec · p99 –');
  expect(await tile('Backlog')).toHaveTextContent('31the oldest from 20 minutes ago');
});

test('charts are images with a text, and their points are a table', async () => {
  serveInsights({ delivered: 2400, retried: 24, failed: 0 });
  open();
  const outcomes = await screen.findByRole('img', {
    name: /2,400 delivered, 24 retried, 0 failed/,
  });
  expect(outcomes).toBeInTheDocument();
  const table = screen.getByRole('table', { name: 'Deliveries over time by outcome' });
  const rows = within(table).getAllByRole('row');
  expect(rows).toHaveLength(1 + 24);
  expect(
    within(table)
      .getAllByRole('columnheader')
      .map((head) => head.textContent)
  ).toEqual(['Time', 'Delivered', 'Retried', 'Failed']);
  expect(
    within(rows[1] as HTMLElement)
      .getAllByRole('cell')
      .map((it) => it.textContent)
  ).toEqual(['96', '3', '1']);
  expect(screen.getByRole('table', { name: 'Latency over time' })).toHaveTextContent('180 ms');
});

test('the slowest and the most failing lead to their pages and deliveries', async () => {
  serveInsights();
  open();
  const failing = await screen.findByRole('region', { name: 'Most failing' });
  expect(within(failing).getByRole('link', { name: 'Bad shop' })).toHaveAttribute(
    'href',
    '/settings/lifecycle-webhooks/webhooks/whk_bad'
  );
  expect(within(failing).getByText('27')).toBeInTheDocument();
  expect(within(failing).getByRole('link', { name: 'Deliveries of Bad shop' })).toHaveAttribute(
    'href',
    `${DELIVERIES}?webhookId=whk_bad&status=failed`
  );
  const slowest = screen.getByRole('region', { name: 'Slowest' });
  expect(within(slowest).getByText('180 ms')).toBeInTheDocument();
  expect(within(slowest).getByRole('link', { name: 'Deliveries of Slow shop' })).toHaveAttribute(
    'href',
    `${DELIVERIES}?webhookId=whk_slow`
  );
});

test('where every failed attempt is tried again, all deliveries are shown', async () => {
  const retrying = aWebhookInsight({ webhookId: 'whk_r', name: 'Retrying', retried: 9, failed: 0 });
  serveInsights({ failing: [retrying] });
  open();
  expect(await screen.findByRole('link', { name: 'Deliveries of Retrying' })).toHaveAttribute(
    'href',
    `${DELIVERIES}?webhookId=whk_r`
  );
});

test('every webhook is in the table, those in trouble first and deleted ones last', async () => {
  const calm = { retried: 0, failed: 0 };
  const webhooks = [
    aWebhookInsight({ webhookId: 'whk_1', name: null, failed: 99 }),
    aWebhookInsight({ webhookId: 'whk_2', name: 'Calm', enabled: false, ...calm }),
    aWebhookInsight({
      webhookId: 'whk_3',
      name: 'Waiting',
      ...calm,
      backlog: { pending: 5, oldestPendingAt: ago(3_600_000) },
    }),
    bad,
  ];
  serveInsights({ webhooks });
  open();
  const table = await screen.findByRole('grid', { name: 'All webhooks' });
  const names = within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('gridcell')[0]?.textContent);
  expect(names).toEqual(['Bad shop', 'Waiting', 'Calm', 'Deleted webhook']);
  expect(within(table).getByRole('row', { name: /Waiting/ })).toHaveTextContent(
    'Enabled51 hour ago'
  );
  expect(within(table).getByRole('row', { name: /Calm/ })).toHaveTextContent('Disabled');
});

test('names and numbers are no links for those who may read nothing else', async () => {
  serveInsights();
  open(OVERVIEW, ['readInsights']);
  await screen.findByRole('region', { name: 'Most failing' });
  expect(screen.getAllByText('Bad shop')).not.toHaveLength(0);
  expect(screen.queryByRole('link')).not.toBeInTheDocument();
});

test('a range without attempts says so, and still shows what waits', async () => {
  serveInsights({
    ...{ delivered: 0, retried: 0, failed: 0, successRate: null },
    latencyMs: { p50: null, p95: null, p99: null },
    backlog: { pending: 2, oldestPendingAt: ago(60_000) },
  });
  open();
  expect(await screen.findByText(/Nothing was attempted in this range/)).toBeInTheDocument();
  expect(await tile('Success rate')).toHaveTextContent('–');
  expect(await tile('Backlog')).toHaveTextContent('2the oldest from 1 minute ago');
  expect(screen.queryByRole('img', { name: /chart/ })).not.toBeInTheDocument();
});

test('without a webhook one is offered', async () => {
  serveInsights({
    ...{ delivered: 0, retried: 0, failed: 0, webhooks: [], slowest: [], failing: [] },
  });
  open();
  expect(await screen.findByRole('link', { name: 'Create a webhook' })).toHaveAttribute(
    'href',
    '/settings/lifecycle-webhooks/webhooks/new'
  );
  expect(screen.queryByText('Delivered')).not.toBeInTheDocument();
});

test('the page waits for its numbers', async () => {
  serveNever('get', '/insights');
  open();
  expect(await screen.findByText('Loading content.')).toBeInTheDocument();
});

test('the page says that its numbers could not be loaded', async () => {
  serveError('get', '/insights', 500);
  open();
  expect(await screen.findByText(/Something went wrong/)).toBeInTheDocument();
});

test('a range that cannot be loaded does not show the numbers of another', async () => {
  serveInsights();
  const { user } = open();
  await tile('Delivered');
  serveError('get', '/insights', 500);
  await user.click(screen.getByRole('button', { name: '7 d' }));
  expect(await screen.findByText('The numbers of this range could not be loaded.')).toBeVisible();
  expect(screen.queryByText('Delivered')).not.toBeInTheDocument();
});

describe('a page that is hidden and seen again', () => {
  let visibility: DocumentVisibilityState = 'visible';
  const show = (state: DocumentVisibilityState) => {
    visibility = state;
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
  };

  beforeEach(() =>
    jest.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility)
  );
  afterEach(() => {
    visibility = 'visible';
    jest.restoreAllMocks();
  });

  test('has new numbers', async () => {
    serveInsights({ delivered: 1 });
    open();
    expect(await tile('Delivered')).toHaveTextContent('Delivered1');
    serveInsights({ delivered: 2 });
    show('hidden');
    expect(await tile('Delivered')).toHaveTextContent('Delivered1');
    show('visible');
    await waitFor(async () => expect(await tile('Delivered')).toHaveTextContent('Delivered2'));
  });

  test('keeps its numbers where newer ones cannot be loaded, and calls them old', async () => {
    serveInsights({ delivered: 1204 });
    open();
    await tile('Delivered');
    serveError('get', '/insights', 500);
    show('hidden');
    show('visible');
    expect(await screen.findByText(/newest numbers could not be loaded/)).toBeVisible();
    expect(await tile('Delivered')).toHaveTextContent('1,204');
  });
});

test('instances are told of where there are several', async () => {
  const sender = anInstance({
    id: 'ins_2',
    host: 'sender',
    role: 'deliver',
    attemptsPerMinute: 90,
  });
  serve('get', '/insights', answer(24, {}, { instances: [anInstance(), sender] }));
  open();
  const table = await screen.findByRole('grid', { name: 'Instances' });
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows[0]).toHaveTextContent('web · 4711captures and delivers');
  expect(rows[1]).toHaveTextContent('sender · 4711delivers');
  expect(rows[1]).toHaveTextContent('90');
});

test('one instance is no news, and one that does not deliver is', async () => {
  serveInsights();
  const { unmount } = open();
  await tile('Delivered');
  expect(screen.queryByText('Instances')).not.toBeInTheDocument();
  expect(screen.queryByText(/Nothing is delivered/)).not.toBeInTheDocument();
  unmount();
  const site = { instances: [anInstance({ role: 'capture' })], isDelivering: false };
  serve('get', '/insights', answer(24, {}, site));
  open();
  expect(await screen.findByText(/^Nothing is delivered/)).toBeInTheDocument();
});
